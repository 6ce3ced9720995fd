"""People edited in Wagtail's own user views: the consequences are the same as by our actions."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from . import actions
from .models import User


@hooks.register("after_create_user")
def welcome(request: HttpRequest, user: User) -> None:
    actions.welcome(person=user)


@hooks.register("before_edit_user")
def remember_before_edit(request: HttpRequest, user: User) -> None:
    request._person_before = (user.email, user.get_full_name())  # type: ignore[attr-defined]


@hooks.register("after_edit_user")
def follow_up_edit(request: HttpRequest, user: User) -> None:
    address, name = request._person_before  # type: ignore[attr-defined]
    actions.follow_up_edit(person=user, old_address=address, old_name=name)


@hooks.register("after_bulk_action")
def follow_up_bulk(request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any) -> None:
    if action_type == "set_active_state":
        for person in User.objects.filter(pk__in=[each.pk for each in objects if isinstance(each, User)]):
            actions.follow_up_edit(person=person, old_address=person.email, old_name=person.get_full_name())


@hooks.register("register_log_actions")
def name_log_actions(registry: Any) -> None:
    for name, label, message in (
        ("invite", _("Invite"), _("Invited")),
        ("resend_invitation", _("Send invitation again"), _("Sent the invitation again")),
        ("revoke_invitation", _("Withdraw invitation"), _("Withdrew the invitation")),
        ("accept_invitation", _("Accept invitation"), _("Accepted the invitation")),
        ("deactivate", _("Deactivate account"), _("Deactivated the account")),
        ("reactivate", _("Open account again"), _("Opened the account again")),
        ("end_mandate", _("End function"), _("Ended the function")),
        ("change_address", _("Change e-mail address"), _("Changed the e-mail address")),
    ):
        registry.register_action(f"accounts.{name}", label, message)
