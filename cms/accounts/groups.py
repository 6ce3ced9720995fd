"""The three groups of the editors' area, exactly what they may do there, and the way a page takes to be published.

Outside /redaktion/ a group grants nothing by itself; there the keys of access.py count.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

REDAKTION = "Redaktion"
FREIGABE = "Freigabe"
ADMINISTRATION = "Administration"
APPROVAL = "Freigabe durch die Geschäftsstelle"

FILES = ["wagtailimages.add_image", "wagtailimages.change_image", "wagtailimages.choose_image",
         "wagtaildocs.add_document", "wagtaildocs.change_document", "wagtaildocs.choose_document"]  # fmt: skip
COLLECTIONS = ["wagtailcore.add_collection", "wagtailcore.change_collection", "wagtailcore.delete_collection"]
WRITE_PAGES = ["wagtailcore.add_page", "wagtailcore.change_page", "wagtailcore.publish_page"]
GUARD_PAGES = ["wagtailcore.bulk_delete_page", "wagtailcore.lock_page", "wagtailcore.unlock_page"]
ENQUIRIES = ["home.view_enquiry", "home.change_enquiry", "home.delete_enquiry"]
SAMPLE = "Moderators approval"  # Wagtail's own, of its group Moderators
APPROVE = ["wagtailadmin.access_admin"]
SNIPPETS = ["home.faqentry", "ratschlag_kit.topic", "ratschlag_directory.signing"]
EDIT = ["wagtailadmin.access_admin", "simple_translation.submit_translation", *ENQUIRIES]
# People are deactivated, never deleted here: erasing somebody's texts has a way of its own.
MANAGE = ["accounts.add_user", "accounts.change_user"]
MANAGE_FULLY = ["auth.group", "wagtailcore.locale", "wagtailcore.site", "wagtailcore.task", "wagtailcore.workflow",
                "wagtailredirects.redirect"]  # fmt: skip


@transaction.atomic
def set_up_groups() -> None:
    """Creates the groups or resets them to exactly these rights. Members of the groups stay.

    The office works in a collection of its own; collections beside it, for example one of the speakers, stay closed
    to it. Who approves pages is in Redaktion too: Freigabe adds the right to decide what somebody else submitted.
    Wagtail's sample groups and its sample workflow go unless they are in use.
    """
    root_page, root_collection = Page.get_first_root_node(), Collection.get_first_root_node()
    _reset(REDAKTION, EDIT + _written(), root_page, WRITE_PAGES, editorial_collection(), FILES + COLLECTIONS)
    _reset(FREIGABE, APPROVE, root_page, [], root_collection, [])
    everything = EDIT + _written() + MANAGE + _managed_fully() + _settings()
    _reset(ADMINISTRATION, everything, root_page, WRITE_PAGES + GUARD_PAGES, root_collection, FILES + COLLECTIONS)
    Group.objects.filter(name__in=["Editors", "Moderators"], user=None).delete()
    _set_up_approval(root_page)


def _set_up_approval(root_page: Page) -> None:
    """One workflow for the whole tree with one step, done by the group Freigabe."""
    task, _ = GroupApprovalTask.objects.get_or_create(name=APPROVAL)
    task.groups.set(Group.objects.filter(name=FREIGABE))
    workflow, _ = Workflow.objects.get_or_create(name=APPROVAL)
    WorkflowTask.objects.update_or_create(workflow=workflow, task=task.task_ptr, defaults={"sort_order": 0})
    WorkflowPage.objects.update_or_create(page=root_page, defaults={"workflow": workflow})
    Workflow.objects.filter(name=SAMPLE, workflow_states=None, workflow_pages=None).delete()
    GroupApprovalTask.objects.filter(name=SAMPLE, workflow_tasks=None, task_states=None).delete()


def editorial_collection() -> Collection:
    """The office's own collection of images and documents, created when missing."""
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=REDAKTION).first()
    return found or root.add_child(name=REDAKTION)


def _written() -> list[str]:
    """What editors write beside pages. Topics are deleted by nobody: threads and people stand under them."""
    names = [name.split(".") for name in SNIPPETS]
    rights = [f"{app}.{verb}_{model}" for app, model in names for verb in ("add", "change")]
    return [*rights, "home.delete_faqentry", "home.publish_faqentry", "ratschlag_directory.delete_signing"]


def _managed_fully() -> list[str]:
    names = [name.split(".") for name in MANAGE_FULLY]
    return [f"{app}.{verb}_{model}" for app, model in names for verb in ("add", "change", "delete")]


def _settings() -> list[str]:
    return [f"{model._meta.app_label}.change_{model._meta.model_name}" for model in settings_registry]


def _reset(
    name: str,
    anywhere: Iterable[str],
    page: Page,
    on_page: Iterable[str],
    collection: Collection,
    in_collection: Iterable[str],
) -> None:
    group, _ = Group.objects.get_or_create(name=name)
    group.permissions.set(_permissions(anywhere))
    GroupPagePermission.objects.filter(group=group).delete()
    GroupCollectionPermission.objects.filter(group=group).delete()
    GroupPagePermission.objects.bulk_create(
        GroupPagePermission(group=group, page=page, permission=each) for each in _permissions(on_page)
    )
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection=collection, permission=each)
        for each in _permissions(in_collection)
    )


def _permissions(names: Iterable[str]) -> list[Permission]:
    """The permissions of these names; raises LookupError where one does not exist, so that mistakes are noticed."""
    wanted = set(names)
    match = Q(pk__in=[])
    for name in wanted:
        app_label, codename = name.split(".")
        match |= Q(content_type__app_label=app_label, codename=codename)
    found = list(Permission.objects.filter(match).select_related("content_type"))
    missing = wanted - {f"{each.content_type.app_label}.{each.codename}" for each in found}
    if missing:
        raise LookupError(f"No such permission: {', '.join(sorted(missing))}")
    return found
