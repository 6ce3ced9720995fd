"""The office's list of enquiries in the editors' area."""

import pytest
from django.urls import reverse

from cms.accounts.groups import set_up_groups
from home.actions.enquiries import receive_enquiry
from home.models import Enquiry
from tests.factories import make_editor, make_member, make_speaker

LIST = reverse("enquiries:index")


@pytest.fixture
def enquiry(home):
    set_up_groups()
    return receive_enquiry(kind=Enquiry.Kind.BARRIER, text="Der Kontrast ist zu schwach.", page_url="/regeln/")


def test_the_office_sees_number_state_and_deadline(client, enquiry):
    client.force_login(make_editor())
    page = client.get(LIST).content.decode()
    assert enquiry.number in page and "Barriere" in page


def test_the_office_notes_an_answer_but_cannot_change_the_words(client, enquiry):
    client.force_login(make_editor())
    address = reverse("enquiries:edit", args=[enquiry.pk])
    assert client.get(address).status_code == 200
    client.post(address, {"state": "answered", "answered_on": "2026-11-30", "office_note": "Behoben", "text": "Anders"})
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.office_note) == ("answered", "Behoben")
    assert enquiry.text == "Der Kontrast ist zu schwach."


def test_nobody_writes_enquiries_in_the_editors_area(client, enquiry):
    client.force_login(make_editor())
    client.post(reverse("enquiries:add"), {"kind": "contact", "text": "x"})
    assert Enquiry.objects.count() == 1


@pytest.mark.parametrize("make_person", [make_member, make_speaker])
def test_others_do_not_see_them(client, enquiry, make_person):
    client.force_login(make_person())
    for address in (
        LIST,
        reverse("enquiries:edit", args=[enquiry.pk]),
        reverse("enquiries:inspect", args=[enquiry.pk]),
    ):
        answer = client.get(address)
        assert answer.status_code in (302, 403, 404), address
        assert "Kontrast" not in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3, 20])
def test_statements_for_one_three_and_twenty_enquiries(client, enquiry, rows, django_assert_num_queries):
    for number in range(rows - 1):
        receive_enquiry(kind=Enquiry.Kind.CONTACT, text=f"Frage {number}", email="a@rathaus.example")
    client.force_login(make_editor())
    client.get(LIST)
    with django_assert_num_queries(12):
        client.get(LIST)
