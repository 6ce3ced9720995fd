"""A poll and a summary from the first key to the result: by mouse with scripts, by keyboard without."""

import pytest
from playwright.sync_api import expect

from forum.actions.polls import Choice, NewPoll, add_poll, vote
from forum.models import Poll, Thread
from tests.factories.directory import make_member
from tests.factories.forum import make_area, make_post, make_thread

from .hands import Keyboard, Mouse

pytestmark = pytest.mark.browser
HANDS = pytest.mark.parametrize("hands", [Mouse, Keyboard])


@pytest.fixture
def thread(site):
    thread = make_thread(make_area(), make_member(first_name="Lena", last_name="Friedrichs"))
    make_post(thread, text="Bei uns sind es drei.")
    return thread


@pytest.fixture
def enter(new_context, login):
    def enter(person, address, hands):
        context = new_context(java_script_enabled=hands is Mouse)
        login(context, person)
        page = context.new_page()
        page.goto(address)
        return page, hands(page)

    return enter


def text_of(page, hands):
    """Where one writes; the editor comes with the first focus."""
    field = page.locator("textarea[data-composer]")
    if hands is Keyboard:
        return field
    field.focus()
    editor = page.locator("[role=textbox][contenteditable=true]")
    expect(editor).to_be_focused()
    return editor


@HANDS
@pytest.mark.feature("FF-52", "FF-53")
def test_a_poll_from_the_question_to_the_result(enter, thread, hands, axe):
    page, hand = enter(thread.author, thread.get_absolute_url(), hands)
    hand.write(text_of(page, hands), "Bitte stimmen Sie ab.")
    hand.press(page.get_by_role("button", name="Umfrage hinzufügen"))
    poll = page.locator("#umfrage")
    expect(poll).to_be_visible()
    if hands is Mouse:
        axe(page)
    hand.write(poll.get_by_label("Frage der Umfrage"), "Welche Tage passen?")
    hand.tick(poll.get_by_label("mehrere Antworten möglich"))
    hand.write(poll.get_by_label("Was zur Wahl steht"), "Montag\nDienstag")
    hand.press(page.get_by_role("button", name="Antwort veröffentlichen"))
    box = page.locator(".kn-poll")
    expect(box).to_contain_text("Welche Tage passen?")
    hand.tick(box.get_by_label("Dienstag"))
    hand.press(box.get_by_role("button", name="Abstimmen"))
    expect(box).to_contain_text("1 Person hat abgestimmt. Sie auch.")
    hand.press(box.get_by_role("link", name="Umfrage beenden"))
    hand.press(page.get_by_role("button", name="Umfrage beenden"))
    expect(page.locator(".kn-poll")).to_contain_text("Die Umfrage ist beendet.")
    assert list(Poll.objects.get(post__thread=thread).options.values_list("text", "vote_count")) == [
        ("Montag", 0),
        ("Dienstag", 1),
    ]


@pytest.mark.feature("FF-52")
def test_the_votes_of_others_come_in_but_not_while_one_chooses(enter, thread):
    choices = [Choice(text="Ja"), Choice(text="Nein")]
    poll = add_poll(thread.posts.get(number=1), NewPoll("Machen Sie mit?", "single", "now", True, None, choices))
    yes = poll.options.first().pk
    page, _hand = enter(make_member(), thread.get_absolute_url(), Mouse)
    page.locator("html[data-socket=open]").wait_for(state="attached")
    box = page.locator("[data-poll]")
    vote(actor=make_member(), poll=poll, options=[yes])
    expect(box).to_contain_text("1 Person hat abgestimmt.")
    box.get_by_label("Nein").check()
    vote(actor=make_member(), poll=poll, options=[yes])
    make_post(thread)
    expect(page.locator(".kn-livebar")).to_be_visible()
    expect(box.get_by_label("Nein")).to_be_checked()
    expect(box).to_contain_text("1 Person hat abgestimmt.")


@HANDS
@pytest.mark.feature("FF-09")
def test_a_summary_is_written_and_stands_at_the_head(enter, thread, hands, axe):
    page, hand = enter(thread.author, f"{thread.get_absolute_url()}zusammenfassung/", hands)
    hand.write(text_of(page, hands), "Meist sind es drei.")
    hand.press(page.get_by_role("button", name="Zusammenfassung veröffentlichen"))
    if hands is Mouse:
        axe(page)
    head = page.get_by_role("region", name="Zusammenfassung bis Beitrag 2")
    expect(head).to_contain_text("Meist sind es drei.")
    assert Thread.objects.get(pk=thread.pk).summary_post.number == 3
