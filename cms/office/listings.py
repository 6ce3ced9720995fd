"""The operational lists: threads, reports, people, municipalities, tags. Declarations; modeladmin.py holds the how."""

from datetime import date, datetime
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail_modeladmin.options import ModelAdminGroup

from cms.accounts.models import User
from cms.wiring import display_name
from directory.models import Mandate, Municipality, Profile, SpeakerTerm
from directory.policy import can_manage_mandates
from forum.models import ModerationCase, Thread
from forum.tag_list import managed_tags, times_label
from kit.access import ADMIN, OFFICE, Person, condition_for
from kit.models import Tag

from .acts import PERSON_ACTS, THREAD_ACTS
from .filters import AccountFilter, AreaFilter, CaseFilter, MembershipFilter, RegionFilter, StateFilter, WaitingFilter
from .modeladmin import OfficeModelAdmin


def column(label: str | Promise, *, order: str = "") -> Any:
    """Names a method as modeladmin wants it."""

    def named(method: Any) -> Any:
        method.short_description = label
        if order:
            method.admin_order_field = order
        return method

    return named


def yes_or_no(value: object) -> str | Promise:
    """In words: modeladmin's pictures for yes and no belong to Django's admin, which is not installed."""
    return _("yes") if value else _("no")


class ThreadAdmin(OfficeModelAdmin):
    model = Thread
    base_url_path = "netzwerk/themen"
    menu_label = _("Threads")
    menu_icon = "comment"
    list_display: ClassVar = ("title", "area", "kind", "author_name", "replies", "state_name", "last_post_at")
    list_export: ClassVar = ("title", "area", "kind_name", "replies", "state_name", "begun_at", "last_post_at")
    export_filename = "themen"
    list_filter: ClassVar = (WaitingFilter, AreaFilter, "kind", StateFilter)
    list_select_related: ClassVar = ("area", "author")
    ordering: ClassVar = ("-bumped_at", "-pk")
    inspect_view_fields: ClassVar = ["title", "area", "kind_name", "author_name", "state_name", "closed_because",
                                     "shown", "replies", "begun_at", "last_post_at"]  # fmt: skip
    acts = THREAD_ACTS

    def visible_to(self, user: Person) -> QuerySet[Any]:
        return Thread.objects.visible_to(user)

    def search(self, queryset: QuerySet[Any], words: str, user: Person) -> QuerySet[Any]:
        for word in words.split():
            queryset = queryset.filter(title__icontains=word)
        return queryset

    def links(self, user: Person, obj: Thread) -> list[tuple[str | Promise, str]]:
        log = reverse("moderation:log")
        return [(_("Read"), obj.get_absolute_url()), (_("Log"), f"{log}?thema={obj.pk}")]

    @column(_("author"))
    def author_name(self, thread: Thread) -> str:
        return display_name(thread.author)

    @column(_("kind"), order="kind")
    def kind_name(self, thread: Thread) -> str:
        return thread.get_kind_display()

    @column(_("state"), order="state")
    def state_name(self, thread: Thread) -> str:
        return thread.get_state_display()

    @column(_("reason of closing"))
    def closed_because(self, thread: Thread) -> str:
        return thread.lock_reason

    @column(_("visibility"))
    def shown(self, thread: Thread) -> str:
        return thread.get_visibility_display()

    @column(_("replies"), order="reply_count")
    def replies(self, thread: Thread) -> int:
        return thread.reply_count

    @column(_("begun"), order="created_at")
    def begun_at(self, thread: Thread) -> datetime:
        return timezone.localtime(thread.created_at)

    @column(_("last post"), order="bumped_at")
    def last_post_at(self, thread: Thread) -> datetime:
        return timezone.localtime(thread.bumped_at)


class PersonAdmin(OfficeModelAdmin):
    """Name, municipality, function and state of the account. What a person opened to some is read on their profile."""

    model = Profile
    base_url_path = "netzwerk/personen"
    menu_label = _("People")
    menu_icon = "group"
    list_display: ClassVar = ("name", "municipality", "own_function", "is_contact", "is_speaker", "is_active")
    list_filter: ClassVar = (AccountFilter,)
    list_select_related: ClassVar = ("person",)
    ordering: ClassVar = ("sort_name", "pk")
    inspect_view_fields: ClassVar = ["name", "municipality", "own_function", "is_contact", "is_speaker", "is_active"]
    purpose_export: ClassVar = ("name", "municipality", "own_function", "is_contact", "is_speaker")
    export_filename = "personen"
    acts = PERSON_ACTS

    def visible_to(self, user: Person) -> QuerySet[Any]:
        here = {"person": OuterRef("person")}
        mandates, terms = Mandate.objects.current().filter(**here), SpeakerTerm.objects.current().filter(**here)
        people = Profile.objects.visible_to(user).with_sort_name().with_mandate().select_related("person")
        account = User.objects.filter(pk=OuterRef("person"))
        return people.annotate(
            mandate_id=Subquery(mandates.values("pk")[:1]),
            is_in_team=Exists(terms),
            has_admin_rank=Exists(account.filter(condition_for(ADMIN))),
            has_office_rank=Exists(account.filter(condition_for(OFFICE))),
        )

    def search(self, queryset: Any, words: str, user: Person) -> QuerySet[Any]:
        return queryset.named(words, user)

    def links(self, user: Person, obj: Any) -> list[tuple[str | Promise, str]]:
        found: list[tuple[str | Promise, str]] = [(_("Profile"), obj.get_absolute_url())]
        if obj.mandate_id:
            found.append((_("End function"), reverse("accounts:mandate-end", args=[obj.mandate_id])))
        return found

    @column(_("name"), order="sort_name")
    def name(self, profile: Profile) -> str:
        return display_name(profile.person)

    @column(_("municipality"))
    def municipality(self, profile: Any) -> str:
        return (profile.mandate_data or {}).get("label", "")

    @column(_("function"))
    def own_function(self, profile: Any) -> str:
        return (profile.mandate_data or {}).get("function") or profile.function

    @column(_("contact person"))
    def is_contact(self, profile: Any) -> str | Promise:
        return yes_or_no(profile.mandate_id and profile.mandate_data["is_contact"])

    @column(_("speaker team"))
    def is_speaker(self, profile: Any) -> str | Promise:
        return yes_or_no(profile.is_in_team)

    @column(_("account active"))
    def is_active(self, profile: Profile) -> str | Promise:
        return yes_or_no(profile.person.is_active)


class MunicipalityAdmin(OfficeModelAdmin):
    model = Municipality
    base_url_path = "netzwerk/kommunen"
    menu_label = _("Municipalities")
    menu_icon = "site"
    list_display: ClassVar = ("label", "kind_name", "region", "band_name", "belongs", "member_since", "has_contact")
    list_filter: ClassVar = (MembershipFilter, RegionFilter)
    purpose_export: ClassVar = ("label", "key", "kind_name", "region", "population", "belongs", "member_since",
                                "has_contact")  # fmt: skip
    export_filename = "kommunen"
    ordering: ClassVar = ("-is_member", "sort_name", "pk")
    inspect_view_fields: ClassVar = ["label", "official_name", "key", "kind_name", "region", "population", "band_name",
                                     "belongs", "member_since", "has_contact", "website"]  # fmt: skip

    def visible_to(self, user: Person) -> QuerySet[Any]:
        contacts = Mandate.objects.current().filter(
            municipality=OuterRef("pk"), is_contact=True, person__is_active=True
        )
        return Municipality.objects.visible_to(user).with_sort_name().annotate(is_reachable=Exists(contacts))

    def search(self, queryset: Any, words: str, user: Person) -> QuerySet[Any]:
        return queryset.named(words, user)

    def links(self, user: Person, obj: Municipality) -> list[tuple[str | Promise, str]]:
        found: list[tuple[str | Promise, str]] = [(_("Page"), obj.get_absolute_url())]
        if obj.is_member and can_manage_mandates(user, obj):
            found.append((_("Invite people"), f"{reverse('accounts:invitation-list')}?kommune={obj.key}"))
        return found

    @column(_("kind"), order="kind")
    def kind_name(self, municipality: Municipality) -> str | Promise:
        return municipality.kind_label

    @column(_("size"), order="population")
    def band_name(self, municipality: Municipality) -> str | Promise:
        return municipality.band_label

    @column(_("has a contact person"))
    def has_contact(self, municipality: Any) -> str | Promise:
        return yes_or_no(municipality.is_reachable)

    @column(_("member"), order="is_member")
    def belongs(self, municipality: Municipality) -> str | Promise:
        return yes_or_no(municipality.is_member)


class TagAdmin(OfficeModelAdmin):
    """The tags of threads the person may know of; they are looked after by the speaker team (row F38)."""

    model = Tag
    base_url_path = "netzwerk/schlagwoerter"
    menu_label = _("Tags")
    menu_icon = "tag"
    list_display: ClassVar = ("name", "uses", "other_names")
    list_export: ClassVar = ("name", "uses", "other_names")
    export_filename = "schlagwoerter"
    ordering: ClassVar = ("slug", "pk")
    inspect_view_fields: ClassVar = ["name", "slug", "uses", "other_names"]

    def visible_to(self, user: Person) -> QuerySet[Any]:
        return managed_tags(user).prefetch_related("synonyms")

    def search(self, queryset: Any, words: str, user: Person) -> QuerySet[Any]:
        for word in words.split():
            queryset = queryset.filter(name__icontains=word)
        return queryset

    def links(self, user: Person, obj: Tag) -> list[tuple[str | Promise, str]]:
        return [(_("Threads"), f"{reverse('forum:index')}?schlagwort={obj.slug}")]

    @column(_("threads"))
    def uses(self, tag: Any) -> str:
        return times_label(tag.times)

    @column(_("synonyms"))
    def other_names(self, tag: Tag) -> str:
        return ", ".join(sorted(each.name for each in tag.synonyms.all()))


class CaseAdmin(OfficeModelAdmin):
    """Reports as cases; read and decided where the speaker team works, at /moderation/."""

    model = ModerationCase
    base_url_path = "netzwerk/faelle"
    menu_label = pgettext_lazy("moderation", "Reports")
    menu_icon = "warning"
    list_display: ClassVar = ("case_number", "thread_title", "state_name", "due_day", "assigned_to", "outcome_name")
    list_filter: ClassVar = (CaseFilter,)
    list_select_related: ClassVar = ("post__thread__area", "assignee")
    ordering: ClassVar = ("due_on", "pk")
    inspect_view_fields: ClassVar = ["case_number", "thread_title", "state_name", "opened", "due_day", "assigned_to",
                                     "outcome_name", "reason"]  # fmt: skip

    def visible_to(self, user: Person) -> QuerySet[Any]:
        return ModerationCase.objects.visible_to(user)

    def search(self, queryset: QuerySet[Any], words: str, user: Person) -> QuerySet[Any]:
        for word in words.split():
            queryset = queryset.filter(post__thread__title__icontains=word)
        return queryset

    def links(self, user: Person, obj: ModerationCase) -> list[tuple[str | Promise, str]]:
        return [(_("Decide") if obj.is_open else _("Read"), obj.get_absolute_url())]

    @column(_("case"), order="pk")
    def case_number(self, case: ModerationCase) -> str:
        return case.number

    @column(_("thread"))
    def thread_title(self, case: ModerationCase) -> str:
        return case.post.thread.title

    @column(_("state"), order="state")
    def state_name(self, case: ModerationCase) -> str:
        return case.get_state_display()

    @column(_("opened"), order="opened_at")
    def opened(self, case: ModerationCase) -> datetime:
        return timezone.localtime(case.opened_at)

    @column(_("due on"), order="due_on")
    def due_day(self, case: ModerationCase) -> date:
        return case.due_on

    @column(_("assigned to"))
    def assigned_to(self, case: ModerationCase) -> str:
        return display_name(case.assignee) if case.assignee else ""

    @column(_("decision"), order="outcome")
    def outcome_name(self, case: ModerationCase) -> str:
        return case.get_outcome_display()


class NetworkGroup(ModelAdminGroup):
    menu_label = _("Network")
    menu_icon = "globe"
    menu_order = 150
    items: ClassVar = (ThreadAdmin, CaseAdmin, PersonAdmin, MunicipalityAdmin, TagAdmin)
