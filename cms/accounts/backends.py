"""Who stands behind a session. Each signed-in request asks, for the person and the keys in one statement."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from kit.access import person_with_keys

from .models import User


class AccountBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        user = person_with_keys(user_id)
        return user if isinstance(user, User) and self.user_can_authenticate(user) else None
