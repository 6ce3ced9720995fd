from django.http import HttpRequest

from ..models import User


def person_of(request: HttpRequest) -> User:
    """Who sends the request; only for views that anonymous people do not reach."""
    assert isinstance(request.user, User)
    return request.user
