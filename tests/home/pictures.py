"""Pictures in Wagtail's library."""

from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.models import Collection

from cms.media.models import NetworkImage

# Wagtail does not close the temporary file of a new rendition.
LEAVES_A_FILE_OPEN = pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")


def make_image(collection=None):
    file = BytesIO()
    Image.new("RGB", (64, 48), "green").save(file, "PNG")
    image = NetworkImage(title="Gruppe", collection=collection or Collection.get_first_root_node())
    image.file = ImageFile(BytesIO(file.getvalue()), name="gruppe.png")
    image.save()
    return image
