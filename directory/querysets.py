"""Reads of the directory. ``visible_to`` is the one door to people and municipalities."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Exists, F, FilteredRelation, Func, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, JSONObject, Lower, Replace
from django.utils import timezone

from kit.access import MEMBERS, Person, keys_of, users_with
from kit.conditions import is_one_of

from . import conf
from .access import MUNICIPALITY
from .enums import Audience, Direction, band_range

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
        return self.filter(in_force(on=on))


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def visible_to(self, user: Person) -> Self:
        """Municipalities are shown to members."""
        return self if MEMBERS in keys_of(user) else self.none()

    def members(self) -> Self:
        """Those who belong to the network."""
        return self.filter(is_member=True)

    def with_sort_name(self) -> Self:
        return self.annotate(sort_name=fold("name"))

    def with_people(self) -> Self:
        """Adds ``people_number``: how many people speak for it today."""
        from .models import Mandate

        mandates = Mandate.objects.current().filter(municipality=OuterRef("pk"), person__is_active=True)
        counted = mandates.order_by().values("municipality").annotate(number=Count("pk")).values("number")
        return self.annotate(people_number=Coalesce(Subquery(counted), 0))

    def named(self, words: str, viewer: Person) -> Self:
        """Those in whose name, or in what their people offer to this viewer, each of the words occurs."""
        found = self.alias(_folded=fold(Concat("label", Value(" "), "official_name")))
        for word in folded(words).split():
            people = offers_called(word, viewer).values("profile__person")
            found = found.filter(Q(_folded__contains=word) | is_one_of("pk", _spoken_for_by(people)))
        return found

    def with_advice_on(self, topics: Iterable[str], tags: Iterable[str], viewer: Person) -> Self:
        """Those whose people offer one of these (by slug) to this viewer."""
        people = offers_on(topics, tags, viewer).values("profile__person")
        return self.filter(is_one_of("pk", _spoken_for_by(people)))

    def like(self, municipality: "Municipality") -> Self:
        """The others that compare with this one: see ``like``."""
        return self.filter(like(municipality))

    def nearest_in_size(self, municipality: "Municipality") -> Self:
        """Ordered by how little their population differs."""
        difference = Func(F("population") - Value(municipality.population or 0), function="ABS")
        return self.order_by(difference.asc(nulls_last=True), "pk")


class ProfileQuerySet(models.QuerySet["Profile"]):
    def visible_to(self, user: Person) -> Self:
        """Profiles a member may open: of all who are members now or once spoke for a municipality."""
        from .models import Mandate, SpeakerTerm

        if MEMBERS not in keys_of(user):
            return self.none()
        person = OuterRef("person")
        today = timezone.localdate()
        return self.filter(
            _is_member_of_today()
            | Exists(Mandate.objects.filter(person=person, begins_on__lte=today))
            | Exists(SpeakerTerm.objects.filter(person=person, begins_on__lte=today))
        )

    def listed(self) -> Self:
        """What stands in lists: members of today."""
        return self.filter(_is_member_of_today())

    def listed_to(self, user: Person) -> Self:
        """What stands in this person's lists; of ``visible_to`` those who are members today."""
        return self.listed() if MEMBERS in keys_of(user) else self.none()

    def with_sort_name(self) -> Self:
        return self.annotate(sort_name=fold(Concat("person__last_name", Value(" "), "person__first_name")))

    def with_mandate(self) -> Self:
        """Adds ``mandate_data``: the current mandate, else the last one, as a dict (see ``latest_mandate``)."""
        return self.annotate(mandate_data=latest_mandate("person"))

    def named(self, words: str, viewer: Person) -> Self:
        """People in whose name, function, municipality or offers (to this viewer) each of the words occurs."""
        from .models import Mandate

        found = self.alias(
            _folded=fold(Concat("person__first_name", Value(" "), "person__last_name", Value(" "), "function"))
        )
        mandates = Mandate.objects.current().alias(_folded=fold(Concat("function", Value(" "), "municipality__label")))
        for word in folded(words).split():
            here = mandates.filter(_folded__contains=word).values("person")
            offers = offers_called(word, viewer).values("profile")
            found = found.filter(Q(_folded__contains=word) | is_one_of("person", here) | is_one_of("pk", offers))
        return found

    def with_advice_on(self, topics: Iterable[str], tags: Iterable[str], viewer: Person) -> Self:
        """People who offer one of these (by slug) to this viewer."""
        return self.filter(is_one_of("pk", offers_on(topics, tags, viewer).values("profile")))

    def with_current(self) -> Self:
        """Joins the mandate in force, at most one, as ``current``."""
        return self.annotate(current=FilteredRelation("person__mandates", condition=in_force("person__mandates__")))

    def of_municipality(self, municipality: Any) -> Self:
        """People with a current mandate there."""
        from .models import Mandate

        mandates = Mandate.objects.current().filter(municipality=municipality.pk)
        return self.filter(person__in=mandates.values("person"))

    def for_list(self, user: Person) -> Self:
        """People who stand in this person's lists, with everything a row shows."""
        return self.listed_to(user).with_row()

    def with_row(self) -> Self:
        """Everything a row of the people list shows."""
        from .models import Expertise

        expertise = Expertise.objects.select_related("topic", "tag__canonical")
        return (
            self.with_sort_name()
            .with_mandate()
            .select_related("person")
            .prefetch_related(Prefetch("expertise", expertise))
        )


def _is_member_of_today() -> Exists:
    """Of a profile; existence instead of a list of ids, which PostgreSQL would read once for each place it stands."""
    return Exists(users_with(MEMBERS).filter(pk=OuterRef("person")))


def offers_seen_by(viewer: Person) -> "QuerySet[Any]":
    """What people offer advice on, as far as this viewer may know: ``policy.reach_of`` for many at once."""
    from .models import Expertise, Mandate

    keys = keys_of(viewer)
    begun = Mandate.objects.filter(begins_on__lte=timezone.localdate())
    mandates = begun.filter(person=OuterRef("profile__person")).order_by("-begins_on", "-pk")
    home = Subquery(mandates.values("municipality__key")[:1])
    own = [key.removeprefix(MUNICIPALITY) for key in keys if key.startswith(MUNICIPALITY)]
    were_there = begun.filter(municipality__key__in=own).values("person")
    is_open = Q(profile__offers_audience__gte=Audience.MEMBERS if MEMBERS in keys else Audience.PUBLIC)
    is_own = Q(profile__person=viewer.pk)
    # In this order: where somebody spoke last is asked of the few alone who ever spoke for one's own municipality.
    is_near = Q(profile__offers_audience=Audience.MUNICIPALITY) & is_one_of("profile__person", were_there)
    is_colleague = is_near & Q(home__in=own) if own else Q(pk__in=[])
    offers = Expertise.objects.filter(direction=Direction.OFFERS)
    return offers.alias(home=home).filter(is_open | is_own | is_colleague)


def offers_called(word: str, viewer: Person) -> "QuerySet[Any]":
    """Visible offers in whose topic or tag this folded word occurs; a tag is also found by what it stands for."""
    name = Concat("topic__name", Value(" "), "tag__name", Value(" "), "tag__canonical__name")
    return offers_seen_by(viewer).alias(_folded=fold(name)).filter(_folded__contains=word)


def offers_on(topics: Iterable[str], tags: Iterable[str], viewer: Person) -> "QuerySet[Any]":
    """Visible offers of one of these topics and tags, by slug; synonyms of a tag are the tag."""
    is_tag = Q(tag__slug__in=list(tags)) | Q(tag__canonical__slug__in=list(tags))
    return offers_seen_by(viewer).filter(Q(topic__slug__in=list(topics)) | is_tag)


def in_force(prefix: str = "", *, on: date | None = None) -> Q:
    """The condition that something dated is in force today, or on another day."""
    day = on or timezone.localdate()
    return Q(**{f"{prefix}begins_on__lte": day}) & (
        Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gt": day})
    )


def population_in(bands: Iterable[str], prefix: str = "") -> Q:
    """The condition over municipalities that their population falls into one of these bands ("" = unknown)."""
    found, population = Q(pk__in=[]), f"{prefix}population"
    for band in bands:
        low, high = band_range(band)
        if low is None:
            found |= Q(**{population: None})
        else:
            found |= Q(**{f"{population}__gte": low}) & (Q(**{f"{population}__lt": high}) if high else Q())
    return found


def like(municipality: "Municipality", prefix: str = "") -> Q:
    """»Kommunen wie meine«: the others of the same population band, among the kinds that compare.

    Towns and municipalities of every legal kind compare with each other, a district compares with districts alone; a
    site says which kinds compare by ``DIRECTORY["LIKE_KINDS"]``.
    """
    kind = municipality.kind
    kinds = next((list(group) for group in conf.value("LIKE_KINDS") if kind in group), [kind])
    same_size = population_in([municipality.band], prefix)
    return same_size & Q(**{f"{prefix}kind__in": kinds}) & ~Q(**{f"{prefix}pk": municipality.pk})


def _spoken_for_by(people: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
    """Ids of the municipalities that these people (a queryset of their ids) speak for today."""
    from .models import Mandate

    mandates = Mandate.objects.current().filter(is_one_of("person", people), person__is_active=True)
    return mandates.values("municipality")


def latest_mandate(person: str, *keys: str) -> Subquery:
    """The mandate that counts for a person (outer column): the one in force, else the last one, as a dict.

    ``keys`` are those wanted, all where none is named. Of the municipality: ``key``, ``label``, ``slug``, ``kind``,
    ``population``, ``region``, ``latitude``, ``longitude``, ``is_member``, ``member_since``; of the mandate: ``pk``,
    ``function``, ``is_contact``, ``begins_on``, ``ends_on``.
    """
    from .models import Mandate

    facts: dict[str, Any] = {
        "key": "municipality__key",
        "label": "municipality__label",
        "slug": "municipality__slug",
        "kind": "municipality__kind",
        "population": "municipality__population",
        "region": "municipality__region",
        "latitude": "municipality__latitude",
        "longitude": "municipality__longitude",
        "is_member": "municipality__is_member",
        "member_since": "municipality__member_since",
        "pk": F("pk"),
        "function": F("function"),
        "is_contact": F("is_contact"),
        "begins_on": F("begins_on"),
        "ends_on": F("ends_on"),
    }
    begun = Mandate.objects.filter(person=OuterRef(person), begins_on__lte=timezone.localdate())
    return Subquery(
        begun.order_by("-begins_on", "-pk").values(data=JSONObject(**{key: facts[key] for key in keys or facts}))[:1]
    )
