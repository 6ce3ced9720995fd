"""Reads of the directory. ``visible_to`` is the one door to people and municipalities."""

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Concat, JSONObject, Lower, Replace
from django.utils import timezone

from kit.access import MEMBERS, Person, keys_of, users_with

if TYPE_CHECKING:
    from .models import Municipality, Profile  # noqa: F401  named in the bases below

# PostgreSQL may come without German collation: names sort and compare by their folded form (ä = a, ß = ss).
_BY_BASE = {"a": "äáàâåãæą", "c": "çćč", "e": "éèêëę", "g": "ğ", "i": "ıíìîï", "l": "ł", "n": "ñń", "o": "öóòôøõ"}
_BY_BASE |= {"s": "şšś", "u": "üúùû", "y": "ýÿ", "z": "źżž"}
FOLDED = ("".join(_BY_BASE.values()), "".join(base * len(forms) for base, forms in _BY_BASE.items()))
_FOLD_TABLE = str.maketrans(*FOLDED)


def folded(text: str) -> str:
    """The form in which names are compared; the same as the database's."""
    return text.lower().replace("ß", "ss").translate(_FOLD_TABLE)


def fold(expression: Any) -> Func:
    """The database's form of ``folded``."""
    spelled = Replace(Lower(expression), Value("ß"), Value("ss"))
    return Func(spelled, *map(Value, FOLDED), function="translate", output_field=models.CharField())


class DatedQuerySet(models.QuerySet[Any]):
    """Mandates and speaker terms."""

    def current(self, on: date | None = None) -> Self:
        """Those in force today, or on another day."""
        day = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), begins_on__lte=day)


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def visible_to(self, user: Person) -> Self:
        """Municipalities are shown to members."""
        return self if MEMBERS in keys_of(user) else self.none()

    def members(self) -> Self:
        """Those who belong to the network."""
        return self.filter(is_member=True)

    def with_sort_name(self) -> Self:
        return self.annotate(sort_name=fold("name"))

    def named(self, words: str) -> Self:
        """Those whose name contains each of the words."""
        found = self.annotate(_folded=fold(Concat("label", Value(" "), "official_name")))
        for word in folded(words).split():
            found = found.filter(_folded__contains=word)
        return found


class ProfileQuerySet(models.QuerySet["Profile"]):
    def visible_to(self, user: Person) -> Self:
        """Profiles a member may open: of all who are members now or once spoke for a municipality."""
        from .models import Mandate, SpeakerTerm

        if MEMBERS not in keys_of(user):
            return self.none()
        person = OuterRef("person")
        today = timezone.localdate()
        return self.filter(
            Q(person__in=users_with(MEMBERS).values("pk"))
            | Exists(Mandate.objects.filter(person=person, begins_on__lte=today))
            | Exists(SpeakerTerm.objects.filter(person=person, begins_on__lte=today))
        )

    def listed(self) -> Self:
        """What stands in lists: members of today."""
        return self.filter(person__in=users_with(MEMBERS).values("pk"))

    def with_sort_name(self) -> Self:
        return self.annotate(sort_name=fold(Concat("person__last_name", Value(" "), "person__first_name")))

    def with_mandate(self) -> Self:
        """Adds ``mandate_data``: the current mandate, else the last one, as a dict (see ``latest_mandate``)."""
        return self.annotate(mandate_data=latest_mandate("person"))

    def named(self, words: str) -> Self:
        """People in whose name, function or municipality each of the words occurs."""
        from .models import Mandate

        found = self.annotate(
            _folded=fold(Concat("person__first_name", Value(" "), "person__last_name", Value(" "), "function"))
        )
        mandates = Mandate.objects.current().annotate(
            _folded=fold(Concat("function", Value(" "), "municipality__label"))
        )
        for word in folded(words).split():
            here = mandates.filter(person=OuterRef("person"), _folded__contains=word)
            found = found.filter(Q(_folded__contains=word) | Exists(here))
        return found

    def of_municipality(self, municipality: Any) -> Self:
        """People with a current mandate there."""
        from .models import Mandate

        mandates = Mandate.objects.current().filter(municipality=municipality.pk)
        return self.filter(person__in=mandates.values("person"))

    def for_list(self, user: Person) -> Self:
        """Everything a row of the people list shows."""
        from .models import Expertise

        expertise = Expertise.objects.select_related("topic", "tag")
        return (
            self.visible_to(user)
            .listed()
            .with_sort_name()
            .with_mandate()
            .select_related("person")
            .prefetch_related(Prefetch("expertise", expertise))
        )


def latest_mandate(person: str) -> Subquery:
    """The mandate that counts for a person (outer column): the one in force, else the last one, as a dict.

    Keys: ``key``, ``label``, ``slug``, ``kind``, ``population``, ``region``, ``function``, ``is_contact`` and
    ``begins_on``.
    """
    from .models import Mandate

    facts = JSONObject(
        key="municipality__key",
        label="municipality__label",
        slug="municipality__slug",
        kind="municipality__kind",
        population="municipality__population",
        region="municipality__region",
        function=F("function"),
        is_contact=F("is_contact"),
        begins_on=F("begins_on"),
    )
    begun = Mandate.objects.filter(person=OuterRef(person), begins_on__lte=timezone.localdate())
    return Subquery(begun.order_by("-begins_on", "-pk").values(data=facts)[:1])
