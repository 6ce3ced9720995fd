"""The mails of the workflow: to who approves when something was submitted, to who submitted when it was decided.

Wagtail would talk to the mail server inside the request and by an interface Django has deprecated. Here each mail is
a job of the same transaction. The receivers stand in Wagtail's place: they are connected first, under its own
``dispatch_uid``, so that Django ignores Wagtail's attempt.
"""

from typing import Any, ClassVar

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from wagtail.admin.mail import (
    GroupApprovalTaskStateSubmissionEmailNotifier,
    WorkflowStateApprovalEmailNotifier,
    WorkflowStateRejectionEmailNotifier,
)
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected

from cms.accounts.models import User

RETRY = RetryStrategy(max_attempts=12, exponential_wait=2)


@app.task(name="office.send_approval_mail", retry=RETRY)
def send_approval_mail(*, kind: str, state_id: int, person_id: int) -> None:
    """Mails one person, if they still work here and what it is about still exists."""
    notifier = NOTIFIERS[kind]
    state = notifier.model.objects.filter(pk=state_id).first()
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if state is None or person is None or not person.has_perm("wagtailadmin.access_admin"):
        return
    workflow_state = getattr(state, "workflow_state", state)
    if workflow_state.content_object is None:
        return
    templates = notifier.get_template_set(state)
    with translation.override(person.language):
        context = {**notifier.get_context(state), "user": person}
        subject = render_to_string(templates["subject"], context).strip()
        body = render_to_string(templates["text"], context).strip()
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    EmailMessage(subject=subject, body=body, to=[person.email], headers=headers).send()


class _ByJob:
    """Leaves whom to tell to Wagtail, and the telling to a job each."""

    kind: ClassVar[str]

    def __call__(self, instance: Any = None, **kwargs: Any) -> bool:
        if self.can_handle(instance, **kwargs):  # type: ignore[attr-defined]
            for person in self.get_valid_recipients(instance, **kwargs):  # type: ignore[attr-defined]
                send_approval_mail.defer(kind=self.kind, state_id=instance.pk, person_id=person.pk)
        return True


class Submitted(_ByJob, GroupApprovalTaskStateSubmissionEmailNotifier):
    kind, model = "submitted", TaskState

    def get_template_base_prefix(self, instance: Any, **kwargs: Any) -> str:
        return "task_state_"  # whatever the kind of task is called


class Approved(_ByJob, WorkflowStateApprovalEmailNotifier):
    kind, model = "approved", WorkflowState


class Rejected(_ByJob, WorkflowStateRejectionEmailNotifier):
    kind, model = "rejected", WorkflowState


NOTIFIERS: dict[str, Any] = {each.kind: each() for each in (Submitted, Approved, Rejected)}


def connect() -> None:
    """Takes the place of Wagtail's receivers; called before Wagtail's admin is ready."""
    for signal, kind, uid in (
        (task_submitted, "submitted", "group_approval_task_submitted_email_notification"),
        (workflow_approved, "approved", "workflow_state_approved_email_notification"),
        (workflow_rejected, "rejected", "workflow_state_rejected_email_notification"),
    ):
        signal.connect(NOTIFIERS[kind], sender=NOTIFIERS[kind].model, dispatch_uid=uid)
