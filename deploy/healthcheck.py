"""Ends with 0 if this container's server answers. The image has no curl."""

import os
import urllib.request
from urllib.parse import urlsplit

host = urlsplit(os.environ["BASE_URL"]).netloc
request = urllib.request.Request("http://127.0.0.1:8000/gesundheit/", headers={"Host": host})
with urllib.request.urlopen(request, timeout=5):  # noqa: S310
    pass
