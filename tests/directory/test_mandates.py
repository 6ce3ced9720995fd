"""Beginning and ending mandates: who may, from when to when, and that somebody stays whom one can ask."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from directory.actions import begin_mandate, edit_mandate, end_mandate
from directory.models import Mandate, Profile
from directory.signals import mandate_changed
from kit.access import keys_of
from tests.factories import (
    make_admin,
    make_applicant,
    make_contact,
    make_editor,
    make_mandate,
    make_member,
    make_municipality,
    make_speaker,
    make_user,
)
from tests.forum.parallel import at_once

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def municipality(db):
    return make_municipality("Witten")


def begin(actor, person, municipality, **changes):
    values = {"function": "Ehrenamtsbüro", "is_contact": False, **changes}
    return begin_mandate(actor=actor, person=person, municipality=municipality, **values)


def mandate_of(person):
    return Mandate.objects.current().get(person=person)


def test_a_mandate_makes_a_member_with_a_profile_at_once(municipality):
    person = make_user(first_name="Änne", last_name="Voßkuhl")
    assert "members" not in keys_of(person)
    mandate = begin(make_editor(), person, municipality)
    assert (mandate.begins_on, mandate.ends_on) == (TODAY, None)
    assert {"members", f"municipality:{municipality.key}"} <= keys_of(person)
    assert Profile.objects.get(person=person).slug == "aenne-vosskuhl"


def test_the_signal_is_sent_inside_the_transaction(municipality):
    heard = []

    def receiver(mandate, **kwargs):
        heard.append((mandate.person_id, mandate.ends_on))
        raise RuntimeError("a receiver that fails takes the write back")

    person = make_user()
    mandate_changed.connect(receiver)
    try:
        with pytest.raises(RuntimeError):
            begin(make_editor(), person, municipality)
    finally:
        mandate_changed.disconnect(receiver)
    assert heard == [(person.pk, None)]
    assert not Mandate.objects.filter(person=person).exists()


@pytest.mark.parametrize(
    ("role", "answer"),
    [
        ("contact here", None),
        ("contact elsewhere", PermissionDenied),
        ("member", PermissionDenied),
        ("speaker", PermissionDenied),
        ("editor", None),
        ("admin", None),
        ("applicant", Http404),
    ],
)
def test_who_may_begin_and_end_mandates(municipality, role, answer):
    actor = {
        "contact here": lambda: make_contact(municipality),
        "contact elsewhere": make_contact,
        "member": lambda: make_member(municipality),
        "speaker": make_speaker,
        "editor": make_editor,
        "admin": make_admin,
        "applicant": make_applicant,
    }[role]()
    existing = mandate_of(make_member(municipality))
    if answer is None:
        begin(actor, make_user(), municipality)
        assert end_mandate(actor=actor, mandate=existing).ends_on == TODAY
        return
    with pytest.raises(answer):
        begin(actor, make_user(), municipality)
    with pytest.raises(answer):
        end_mandate(actor=actor, mandate=existing)


def test_nobody_speaks_for_two_municipalities_on_one_day(municipality):
    person = make_member()
    with pytest.raises(ValidationError) as refused:
        begin(make_editor(), person, municipality)
    assert refused.value.code == "overlapping_mandate"
    assert Mandate.objects.filter(person=person).count() == 1


def test_one_mandate_may_follow_the_other_on_the_same_day(municipality):
    person, editor = make_member(), make_editor()
    end_mandate(actor=editor, mandate=mandate_of(person), ends_on=TODAY + DAY)
    with pytest.raises(ValidationError):
        begin(editor, person, municipality, begins_on=TODAY)
    begin(editor, person, municipality, begins_on=TODAY + DAY)
    assert mandate_of(person).municipality != municipality


def test_the_database_itself_refuses_overlapping_mandates(municipality):
    person = make_member()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.create(person=person, municipality=municipality, begins_on=TODAY - 400 * DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.create(person=make_user(), municipality=municipality, begins_on=TODAY, ends_on=TODAY - DAY)


def test_the_last_contact_person_cannot_leave_without_a_successor(municipality):
    contact = make_contact(municipality)
    make_member(municipality)
    make_contact(municipality, is_active=False)
    for actor in (contact, make_editor()):
        with pytest.raises(ValidationError) as refused:
            end_mandate(actor=actor, mandate=mandate_of(contact))
        assert refused.value.code == "last_contact"
    successor = make_contact(municipality)
    end_mandate(actor=contact, mandate=mandate_of(contact))
    assert "members" not in keys_of(type(contact).objects.get(pk=contact.pk))
    with pytest.raises(ValidationError):
        end_mandate(actor=make_editor(), mandate=mandate_of(successor))


def test_a_successor_must_be_there_on_the_day(municipality):
    contact = make_contact(municipality)
    make_mandate(make_user(), municipality, is_contact=True, begins_on=TODAY + 10 * DAY)
    mandate = mandate_of(contact)
    with pytest.raises(ValidationError):
        end_mandate(actor=contact, mandate=mandate, ends_on=TODAY + 9 * DAY)
    assert end_mandate(actor=contact, mandate=mandate, ends_on=TODAY + 10 * DAY).ended_by == contact


@pytest.mark.parametrize(("begun", "ended", "wanted", "code"), [
    (-10, 0, 0, "already_ended"),
    (-10, None, -1, "ends_too_early"),
    (5, None, 4, "ends_too_early"),
])  # fmt: skip
def test_impossible_ends(municipality, begun, ended, wanted, code):
    ends_on = None if ended is None else TODAY + ended * DAY
    mandate = make_mandate(make_user(), municipality, begins_on=TODAY + begun * DAY, ends_on=ends_on)
    with pytest.raises(ValidationError) as refused:
        end_mandate(actor=make_editor(), mandate=mandate, ends_on=TODAY + wanted * DAY)
    assert refused.value.code == code


def test_a_future_mandate_can_be_cancelled(municipality):
    mandate = make_mandate(make_user(), municipality, begins_on=TODAY + 5 * DAY)
    end_mandate(actor=make_editor(), mandate=mandate, ends_on=TODAY + 5 * DAY)
    assert not Mandate.objects.current(TODAY + 5 * DAY).filter(pk=mandate.pk).exists()


@pytest.mark.usefixtures("own_database")
def test_two_contact_people_who_leave_at_once_do_not_both_go():
    municipality, editor = make_municipality(), make_editor()
    mandates = [mandate_of(make_contact(municipality)) for _ in range(2)]

    def leave(mandate):
        try:
            end_mandate(actor=editor, mandate=mandate)
        except ValidationError as refused:
            return refused.code
        return "gone"

    outcomes = at_once([lambda each=each: leave(each) for each in mandates])
    assert sorted(outcomes) == ["gone", "last_contact"]


def test_two_planned_ends_leave_nobody_either(municipality):
    """Whoever goes tomorrow is no successor of who goes today."""
    first, second = make_contact(municipality), make_contact(municipality)
    end_mandate(actor=make_editor(), mandate=mandate_of(first), ends_on=TODAY + 3 * DAY)
    with pytest.raises(ValidationError) as refused:
        end_mandate(actor=make_editor(), mandate=mandate_of(second))
    assert refused.value.code == "last_contact"
    end_mandate(actor=make_editor(), mandate=mandate_of(first))  # the one that is planned may come sooner
    third = make_user()
    make_mandate(third, municipality, is_contact=True, begins_on=TODAY + 3 * DAY)
    end_mandate(actor=make_editor(), mandate=mandate_of(second), ends_on=TODAY + 3 * DAY)


def edit_path(person):
    return f"/verzeichnis/mandate/{mandate_of(person).pk}/bearbeiten/"


def test_a_function_is_changed_and_handed_over(client, municipality):
    contact, colleague = make_contact(municipality), make_member(municipality)
    client.force_login(contact)
    profile = client.get(colleague.profile.get_absolute_url()).text
    assert edit_path(colleague) in profile
    response = client.post(edit_path(colleague), {"function": "  Leitung\tEhrenamt ", "is_contact": "on"})
    assert response.url == municipality.get_absolute_url()
    mandate = mandate_of(colleague)
    assert (mandate.function, mandate.is_contact, mandate.changed_by) == ("Leitung Ehrenamt", True, contact)
    tomorrow = (TODAY + DAY).isoformat()
    client.post(edit_path(contact), {"function": "Bürgerbüro", "is_contact": "on", "ends_on": tomorrow})
    assert mandate_of(contact).ends_on == TODAY + DAY and mandate_of(contact).ended_by == contact
    client.force_login(colleague)  # whose rights began at once
    assert client.get(edit_path(contact)).status_code == 200


@pytest.mark.parametrize(("data", "field", "message"), [
    ({"is_contact": ""}, "is_contact", "keine Ansprechperson mehr"),
    ({"is_contact": "on", "ends_on": TODAY.isoformat()}, "ends_on", "keine Ansprechperson mehr"),
    ({"is_contact": "on", "ends_on": (TODAY - DAY).isoformat()}, "ends_on", "weder in der Vergangenheit"),
    ({"is_contact": "on", "function": "x" * 121}, "function", "höchstens 120"),
    ({"is_contact": "on", "function": ""}, "function", "ausgefüllt"),
])  # fmt: skip
def test_what_an_edit_may_not_do(client, municipality, data, field, message):
    contact = make_contact(municipality)
    client.force_login(contact)
    page = client.post(edit_path(contact), {"function": "Neue Stelle", **data})
    assert page.status_code == 422 and message in str(page.context["form"].errors[field])
    mandate = mandate_of(contact)
    assert (mandate.is_contact, mandate.ends_on, mandate.function) == (True, None, "Fachstelle Ehrenamt")
    if "function" not in data:
        assert "Neue Stelle" in page.text


def test_what_is_over_stays_over(client, municipality):
    mandate = make_mandate(make_user(), municipality, begins_on=TODAY - 10 * DAY, ends_on=TODAY)
    client.force_login(make_editor())
    page = client.post(f"/verzeichnis/mandate/{mandate.pk}/bearbeiten/", {"function": "Noch da", "ends_on": ""})
    assert page.status_code == 422 and "Diese Funktion ist schon beendet" in page.text


@pytest.mark.usefixtures("own_database")
def test_one_leaves_while_the_other_hands_in_the_keys():
    """Ending the one and taking the rights of the other at the same moment leaves one contact person."""
    municipality, editor = make_municipality(), make_editor()
    leaving, staying = (mandate_of(make_contact(municipality)) for _ in range(2))

    def attempt(act):
        try:
            act()
        except ValidationError:
            return "refused"
        return "done"

    outcomes = at_once([
        lambda: attempt(lambda: end_mandate(actor=editor, mandate=leaving)),
        lambda: attempt(lambda: edit_mandate(actor=editor, mandate=staying, function="Büro", is_contact=False)),
    ])  # fmt: skip
    assert sorted(outcomes) == ["done", "refused"]
    assert Mandate.objects.current().filter(municipality=municipality, is_contact=True).count() == 1


@pytest.mark.usefixtures("own_database")
def test_beginning_twice_at_once_begins_once():
    person, municipality, editor = make_user(), make_municipality(), make_editor()

    def start():
        try:
            begin(editor, person, municipality)
        except ValidationError as refused:
            return refused.code
        return "begun"

    assert sorted(at_once([start, start])) == ["begun", "overlapping_mandate"]
