"""Posts that speakers have scheduled: published when it is time, under the rules of that moment.

A worker that was down publishes late. The post and the end of its draft are one transaction, and the draft's key lets
it become one post only, so that this may run twice, and at the same time as somebody writes on.
"""

import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import Http404, QueryDict
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from kit.access import person_with_keys

from . import policy
from .actions.drafts import DraftRef, note_failure
from .actions.posting import create_thread, reply
from .actions.tagging import get_tags
from .draft_forms import fields_of
from .errors import DraftGone, RateLimited
from .forms import ReplyForm, ThreadForm
from .models import Draft, Post, Thread
from .poll_forms import PollForm

BATCH = 100


def publish_due() -> int:
    """Publishes what is due, each in a transaction of its own; gives how many."""
    due = Draft.objects.filter(publish_at__lte=timezone.now()).select_related("thread__area")
    with translation.override(settings.LANGUAGE_CODE):
        return sum(publish(draft) for draft in due.order_by("publish_at", "pk")[:BATCH])


def publish(draft: Draft) -> bool:
    """Whether it has become a post. What the rules of now refuse is noted at the draft; too many posts wait."""
    person = person_with_keys(draft.user_id)
    try:
        if person is None or not person.is_active:
            raise PermissionDenied(_("Your account is not active."))
        policy.can_schedule(person).require()
        _publish(person, draft)
    except (DraftGone, RateLimited):
        return False  # changed at the last moment, or next time
    except Http404:
        note_failure(draft, _("What it belongs to is no longer available."))
    except PermissionDenied as error:
        note_failure(draft, str(error))
    except ValidationError as error:
        note_failure(draft, " ".join(error.messages))
    except Exception:
        logging.getLogger(__name__).exception("draft %s could not be published", draft.pk)
        note_failure(draft, _("Something went wrong. Please publish it yourself or choose another time."))
    else:
        return True
    return False


def check(person: Any, draft: Draft) -> None:
    """Raises ValidationError for what would keep the draft from being published."""
    _checked(person, draft)
    _poll(draft)


def _publish(person: Any, draft: Draft) -> None:
    data, poll = _checked(person, draft).cleaned_data, _poll(draft)
    files = draft.files.filter(is_inline=False).order_by("position").values_list("attachment", flat=True)
    shared: dict[str, Any] = {
        "actor": person,
        "source": data["body"],
        "idempotency_key": draft.idempotency_key,
        "files": list(files),
        "draft": DraftRef(draft.key, draft.revision, is_scheduled=True),
        "poll": poll.new_poll() if poll else None,
    }
    if draft.thread is None:
        form = _checked(person, draft)
        create_thread(
            area=data["area"],
            kind=data["kind"],
            title=data["title"],
            tags=get_tags(data["tags"]),
            answers=form.answers(),  # type: ignore[attr-defined]
            **shared,
        )
        return
    policy.can_reply(person, draft.thread).require()
    answered = Post.objects.visible_to(person).public().filter(thread=draft.thread, pk=data["reply_to"] or 0).first()
    reply(thread=draft.thread, reply_to=answered, **shared)


def _checked(person: Any, draft: Draft) -> Form:
    """The draft as the form it was written in, which says what is wrong with it."""
    data = _data(draft)
    if draft.thread is None:
        form: Form = ThreadForm(data, user=person)
    else:
        if not Thread.objects.visible_to(person).filter(pk=draft.thread.pk).exists():
            raise Http404
        form = ReplyForm(data)
    if not form.is_valid():
        raise ValidationError([message for errors in form.errors.values() for message in errors])
    return form


def _poll(draft: Draft) -> PollForm | None:
    data = _data(draft)
    if "poll-question" not in data:
        return None
    form = PollForm(data)
    if not form.is_valid():
        raise ValidationError([message for errors in form.errors.values() for message in errors])
    return form


def _data(draft: Draft) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in fields_of(draft).items():
        data.setlist(name, [str(each) for each in (value if isinstance(value, list) else [value]) if each is not None])
    data["questions_of"] = str(draft.area_id or "")
    return data
