"""Who stands behind a session. Each signed-in request asks, so the statement is written once."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from kit.prepared import Given, Prepared

from .models import User


class AccountBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        user = next(iter(_people.rows(person=user_id)), None)
        return user if user is not None and self.user_can_authenticate(user) else None


_people = Prepared(lambda: User.objects.filter(pk=Given("person")))
