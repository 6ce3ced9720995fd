"""The row buttons: each calls an action of the app it belongs to, whose policy decides."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.accounts import actions as account_actions
from cms.accounts import policy as account_policy
from cms.accounts.actions.people import is_last_contact
from cms.accounts.forms import DeactivateForm
from directory.models import Mandate, Profile
from forum import policy as forum_policy
from forum.actions.moderation import lock_a_thread, unlock_thread
from forum.models import Thread
from forum.moderation_forms import ReasonField
from kit.access import ADMIN, OFFICE
from kit.decision import Decision

from .modeladmin import Act


class ReasonForm(forms.Form):
    reason = ReasonField(required=False)


def _reason_form(thread: Thread, *data: Any) -> forms.Form:
    return ReasonForm(*data)


def _lock(actor: Any, thread: Thread, data: dict[str, Any]) -> str:
    lock_a_thread(actor=actor, thread=thread, **data)
    return _("The thread is closed.")


def _unlock(actor: Any, thread: Thread, data: dict[str, Any]) -> str:
    unlock_thread(actor=actor, thread=thread, **data)
    return _("The thread is open again.")


THREAD_ACTS = (
    Act(
        name="schliessen",
        label=gettext_lazy("Close thread"),
        consequence=gettext_lazy(
            "Nobody can reply any more; the thread stays readable. The reason stands above it and in the log."
        ),
        may=forum_policy.can_lock_thread,
        is_offered=lambda thread: not thread.is_locked,
        form=_reason_form,
        run=_lock,
    ),
    Act(
        name="oeffnen",
        label=gettext_lazy("Reopen thread"),
        consequence=gettext_lazy("Everybody who can read the thread can reply again. The reason stands in the log."),
        may=forum_policy.can_lock_thread,
        is_offered=lambda thread: thread.is_locked,
        form=_reason_form,
        run=_unlock,
    ),
)


def _may_deactivate(user: Any, profile: Any) -> Decision:
    return account_policy.can_deactivate_person(user, _with_ranks(profile))


def _may_reactivate(user: Any, profile: Any) -> Decision:
    return account_policy.can_reactivate_person(user, _with_ranks(profile))


def _with_ranks(profile: Any) -> Any:
    """The person, who brings what the policy would else ask for in two statements a row."""
    ranks = {ADMIN: profile.has_admin_rank, OFFICE: profile.has_office_rank}
    profile.person.ranks = {key for key, is_held in ranks.items() if is_held}
    return profile.person


def _deactivate_form(profile: Profile, *data: Any) -> forms.Form:
    mandate = Mandate.objects.current().filter(person=profile.person_id).first()
    is_last = mandate is not None and is_last_contact(mandate)
    return DeactivateForm(*data, has_mandate=mandate is not None, is_last_contact=is_last)


def _deactivate(actor: Any, profile: Profile, data: dict[str, Any]) -> str:
    account_actions.deactivate_person(actor=actor, person=profile.person, **data)
    return _("The account of %(name)s is deactivated.") % {"name": profile.person}


def _reactivate(actor: Any, profile: Profile, data: dict[str, Any]) -> str:
    account_actions.reactivate_person(actor=actor, person=profile.person)
    return _("The account of %(name)s is active again.") % {"name": profile.person}


PERSON_ACTS = (
    Act(
        name="deaktivieren",
        label=gettext_lazy("Deactivate account"),
        consequence=gettext_lazy("The person is signed out at once and cannot sign in any more. Their posts stay."),
        may=_may_deactivate,
        is_offered=lambda profile: profile.person.is_active,
        form=_deactivate_form,
        run=_deactivate,
    ),
    Act(
        name="freischalten",
        label=gettext_lazy("Open account again"),
        consequence=gettext_lazy("The person can sign in again, with the functions and groups they have."),
        may=_may_reactivate,
        is_offered=lambda profile: not profile.person.is_active,
        form=lambda profile, *data: forms.Form(*data),
        run=_reactivate,
    ),
)
