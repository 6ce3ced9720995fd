"""Where the plug-ins meet: the site knows all of them, so it tells each what it may know of the others."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q, TextField
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.accounts.signals import person_renamed
from directory import conf as directory_conf
from directory.access import MUNICIPALITY
from directory.conf import kind_label
from directory.enums import Band, Direction
from directory.facts import AuthorFacts, author_facts
from directory.models import Expertise
from directory.signals import municipality_changed
from forum.conf import AuthorCard, Interests, Likeness
from home.site_parts import site_parts
from kit.access import OFFICE, SPEAKER, condition_for, keys_of
from kit.prepared import Given, Prepared
from notifications.conf import Link as MailLink
from notifications.conf import MailFooter
from notifications.mails import absolute


def connect() -> None:
    """Registers keys and receivers; called once, from ``CmsConfig.ready``."""
    from cms import profile_posts
    from cms.accounts import access
    from cms.audiences import network_audiences
    from notifications.audiences import register_audiences

    access.register()
    profile_posts.register()
    register_audiences(network_audiences)
    municipality_changed.connect(keep_affiliations, dispatch_uid="cms.keep_affiliations")
    person_renamed.connect(render_new_name, dispatch_uid="cms.render_new_name")


def keep_affiliations(municipalities: Iterable[Any], **kwargs: Any) -> None:
    """Keeps the forum's rows of bodies in step with the directory, in its transaction. Two statements; defers a job for
    each body with another name or address that posts mention."""
    from forum.models import Affiliation
    from forum.tasks import render_posts_naming_body

    rows = [
        Affiliation(
            key=each.key,
            label=each.label,
            url=each.get_absolute_url(),
            kind=each.kind,
            band=each.band,
            region=each.region,
        )
        for each in municipalities
    ]
    new = {row.key: (row.label, row.url) for row in rows}
    mentioned = Affiliation.objects.filter(key__in=new, post_mentions__isnull=False).distinct()
    stale = [pk for pk, key, *old in mentioned.values_list("pk", "key", "label", "url") if tuple(old) != new[key]]
    Affiliation.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["key"], update_fields=["label", "url", "kind", "band", "region"]
    )
    for pk in stale:
        render_posts_naming_body.defer(affiliation_id=pk)


def render_new_name(person: Any, **kwargs: Any) -> None:
    """Defers the job that bakes the new name into posts, in the transaction of the renaming."""
    from forum.tasks import render_posts_naming

    render_posts_naming.defer(user_id=person.pk)


def mail_footer() -> MailFooter:
    """Who sends the mails, and the legal links, as below the public pages; from the local cache."""
    parts = site_parts(get_language() or settings.LANGUAGE_CODE)
    contact = parts["contact"]
    sender = ", ".join(filter(None, [contact["name"], *contact["address"].splitlines()]))
    links = [MailLink(link["label"], absolute(link["url"])) for link in parts["legal_links"]]
    return MailFooter([sender] if sender else [], links)


def affiliation_of(user: Any) -> str | None:
    """The key of the municipality this person speaks for today, or None. Reads the keys the request already has."""
    own = (key.removeprefix(MUNICIPALITY) for key in keys_of(user) if key.startswith(MUNICIPALITY))
    return next(own, None)


def author_cards(user_ids: Iterable[int]) -> dict[int, AuthorCard]:
    """How authors appear beside their posts. One statement."""
    return {pk: _card(facts) for pk, facts in author_facts(user_ids).items()}


def own_contacts(user: Any) -> list[str]:
    """Addresses and numbers that are this person's own or of the mailbox of their municipality. Two statements."""
    from directory.models import Municipality, Profile

    phones = Profile.objects.filter(person=user.pk).values_list("phone", flat=True)
    own = [key.removeprefix(MUNICIPALITY) for key in keys_of(user) if key.startswith(MUNICIPALITY)]
    mailboxes = Municipality.objects.filter(key__in=own).values_list("contact_email", flat=True)
    return [user.email, *phones, *mailboxes]


def affiliation_words(kind: str, band: str) -> str:
    """Kind and size of a body as members read them: »Stadt innerhalb eines Kreises, 20.000 bis 50.000«."""
    words = [str(kind_label(kind)) if kind else "", str(Band(band).label) if band in Band.values else ""]
    return ", ".join(filter(None, words))


def likeness_of(user: Any) -> Likeness | None:
    """What makes other municipalities like this person's, as the directory compares them."""
    found = _own_body.rows(key=affiliation_of(user) or "")
    if not found or not found[0][1]:
        return None
    kind, band = found[0]
    kinds = next((tuple(group) for group in directory_conf.value("LIKE_KINDS") if kind in group), (kind,))
    return Likeness(band, tuple(map(str, kinds)))


def _body_of_one() -> Any:
    from forum.models import Affiliation

    return Affiliation.objects.filter(key=Given("key", TextField())).values_list("kind", "band")


_own_body: Prepared[tuple[str, str]] = Prepared(_body_of_one)


def people_of(keys: Iterable[str]) -> dict[str, set[int]]:
    """Who speaks for these municipalities today. One statement."""
    from directory.models import Mandate

    found: dict[str, set[int]] = {}
    for key, person in (
        Mandate.objects.current().filter(municipality__key__in=keys).values_list("municipality__key", "person")
    ):
        found.setdefault(key, set()).add(person)
    return found


def interests_of(user: Any) -> Interests:
    """What a person offers advice on in the directory; a tag that became a synonym counts as the one it stands for."""
    pairs = _offers.rows(person=user.pk)
    return Interests(
        topics=frozenset(topic for topic, _tag in pairs if topic), tags=frozenset(tag for _topic, tag in pairs if tag)
    )


def _offers_of_one() -> Any:
    offers = Expertise.objects.filter(profile__person=Given("person"), direction=Direction.OFFERS).order_by()
    return offers.values_list("topic", Coalesce("tag__canonical", "tag"))


_offers: Prepared[tuple[int | None, int | None]] = Prepared(_offers_of_one)


def display_name(user: Any) -> str:
    """First and last name; never the address, which is nobody's business."""
    return user.get_full_name().strip() or _("Person without a name")


def language_of(user: Any) -> str:
    """The language a person reads mails in."""
    return str(user.language)


def _card(facts: AuthorFacts) -> AuthorCard:
    return AuthorCard(
        id=facts.id,
        name=facts.name,
        url=facts.url,
        affiliation=facts.municipality,
        function=facts.function,
        badge=_("Speaker team") if facts.is_speaker and not facts.is_former else "",
        is_former=facts.is_former,
    )


def deputies_of(user: Any) -> Any:
    """Who may stand in for a person: colleagues of their municipality, and of their speaker team or office."""
    own = [key for key in keys_of(user) if key.startswith(MUNICIPALITY) or key in (SPEAKER, OFFICE)]
    colleagues = reduce(or_, (condition_for(key) for key in own), Q(pk__in=[]))
    people = get_user_model()._default_manager.filter(colleagues, is_active=True)
    return people.exclude(pk=user.pk).order_by("last_name", "first_name", "pk")
