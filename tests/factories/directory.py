"""Municipalities and those who speak for them."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.text import slugify

from directory.actions import ensure_profiles
from directory.models import Mandate, Municipality, Signing, SpeakerTerm
from directory.signals import mandate_changed, municipality_changed

from .people import make_user, next_number


def make_municipality(name="", **fields):
    """A town of 25,000 that belongs to the network; the signal has been sent."""
    number = next_number()
    name = name or f"Musterstadt {number}"
    label = fields.setdefault("label", f"Stadt {name}")
    fields.setdefault("key", f"{90000000 + number}")
    fields.setdefault("kind", "stadt")
    fields.setdefault("official_name", f"{name}, Stadt")
    fields.setdefault("slug", slugify(label))
    fields.setdefault("region", "Münster")
    fields.setdefault("population", 25_000)
    fields.setdefault("is_member", True)
    municipality = Municipality.objects.create(name=name, **fields)
    municipality_changed.send(Municipality, municipalities=[municipality])
    return municipality


def make_mandate(person, municipality=None, **fields):
    """A mandate that began a year ago and has no end; makes the profile."""
    fields.setdefault("function", "Fachstelle Ehrenamt")
    fields.setdefault("begins_on", timezone.localdate() - timedelta(days=365))
    mandate = Mandate.objects.create(person=person, municipality=municipality or make_municipality(), **fields)
    make_profile(person)
    mandate_changed.send(Mandate, mandate=mandate)
    return mandate


def make_profile(person, **fields):
    """The person's profile, made where missing; ``fields`` are written into it."""
    ensure_profiles(people=[person])
    profile = type(person).objects.select_related("profile").get(pk=person.pk).profile
    for name, value in fields.items():
        setattr(profile, name, value)
    profile.save()
    return profile


def make_member(municipality=None, *, is_contact=False, function="Fachstelle Ehrenamt", **fields):
    """A person with a current mandate (in a municipality of their own unless given)."""
    user = make_user(**fields)
    make_mandate(user, municipality, is_contact=is_contact, function=function)
    return user


def make_contact(municipality=None, **fields):
    """A contact person of a municipality."""
    return make_member(municipality, is_contact=True, **fields)


def make_term(person, **fields):
    """A speaker term that began a year ago and has no end."""
    fields.setdefault("begins_on", timezone.localdate() - timedelta(days=365))
    return SpeakerTerm.objects.create(person=person, **fields)


def make_speaker(municipality=None, **fields):
    """A member in the speaker team."""
    user = make_member(municipality, **fields)
    make_term(user)
    return user


def make_signing(municipality=None, **fields):
    fields.setdefault("signed_on", date(2017, 12, 6))
    return Signing.objects.create(municipality=municipality, **fields)
