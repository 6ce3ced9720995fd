from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import make_member
from tests.factories.forum import NO_LIMITS

from .samples import pdf


@pytest.fixture(autouse=True)
def files_root(settings, tmp_path):
    settings.FORUM = {**settings.FORUM, **NO_LIMITS, "FILES_ROOT": tmp_path / "files"}
    return tmp_path / "files"


@pytest.fixture
def member(client):
    user = make_member()
    client.force_login(user)
    return user


@pytest.fixture
def send(client):
    """Sends a file the way forum/upload.js does; gives the answer."""

    def sent(name="Satzung.pdf", content=None, **more):
        content = pdf() if content is None else content
        data = {"file": SimpleUploadedFile(name, content), "client_key": str(uuid4()), **more}
        return client.post("/forum/anhang/", data, headers={"Accept": "application/json"})

    return sent
