"""Who knows of what, and who may do what, as literal tables: visibility.csv and acts.csv.

»-« unknown, »sees« place without words, »reads«; »yes«, »403« with a reason, »404« as if it did not exist. Policy and
``visible_to`` must say the same in every cell.
"""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from forum import policy
from forum.actions.editing import withdraw_post
from forum.actions.moderation import hide_post, lock_a_thread
from forum.enums import Visibility
from forum.models import Area, Post, Thread
from tests.factories import (
    make_admin,
    make_applicant,
    make_area,
    make_contact,
    make_editor,
    make_member,
    make_post,
    make_speaker,
    make_thread,
)

HERE = Path(__file__).parent


def read_table(name):
    with (HERE / name).open(newline="") as file:
        return list(csv.DictReader(file))


SEEING, ACTS = read_table("visibility.csv"), read_table("acts.csv")
ROLES = list(SEEING[0])[3:]


class World:
    """Everybody, and in each area the author's threads and posts in every state."""

    def __init__(self):
        self.people = {
            "applicant": make_applicant(),
            "deactivated": make_member(),
            "outsider": make_member(),
            "member": make_member(),
            "author": make_member(),
            "contact": make_contact(),
            "speaker": make_speaker(),
            "foreign_speaker": make_speaker(),
            "office": make_editor(),
            "admin": make_admin(),
        }
        listed = [self.people[role] for role in ("applicant", "deactivated", "member", "author", "speaker")]
        self.areas = {
            "open": make_area("Offen"),
            "archived": make_area("Alt"),
            "closed": make_area("Geschlossen", members=listed),
            "target": make_area("Ziel"),
            "closed target": make_area("Geschlossenes Ziel", members=listed),
        }
        self.things = {}
        for name in ("open", "archived", "closed"):
            self._fill(name)
        Area.objects.filter(pk=self.areas["archived"].pk).update(is_archived=True)
        get_user_model().objects.filter(pk=self.people["deactivated"].pk).update(is_active=False)

    def _fill(self, name):
        area, author, speaker = self.areas[name], self.people["author"], self.people["speaker"]

        def thread():
            return make_thread(area, author)

        def reply():
            return make_post(make_thread(area, self.people["member"]), author)

        def change(post, action, **arguments):
            action(post=post, **arguments)
            return post

        hide = {"action": hide_post, "actor": speaker, "reason": "Bitte ohne Namen."}
        withdraw = {"action": withdraw_post, "actor": author}
        locked, own_lock, answered = thread(), thread(), thread()
        lock_a_thread(actor=speaker, thread=locked)
        lock_a_thread(actor=author, thread=own_lock)
        make_post(answered, self.people["member"], at=timezone.now() - timedelta(days=2))
        gone_thread, gone_post = change(thread().last_post, **withdraw).thread, change(reply(), **withdraw)
        long_ago = timezone.now() - timedelta(days=31)
        Thread.objects.filter(pk=gone_thread.pk).update(removed_at=long_ago)
        Post.objects.filter(pk__in=[gone_post.pk, *gone_thread.posts.values_list("pk", flat=True)]).update(
            removed_at=long_ago
        )
        erased = reply()
        Post.objects.filter(pk=erased.pk).update(visibility=Visibility.ERASED, removed_at=timezone.now())
        self.things |= {
            (name, "thread", "public"): thread(),
            (name, "thread", "locked"): locked,
            (name, "thread", "closed by author"): own_lock,
            (name, "thread", "answered"): answered,
            (name, "thread", "hidden"): change(thread().last_post, **hide).thread,
            (name, "thread", "withdrawn"): change(thread().last_post, **withdraw).thread,
            (name, "thread", "withdrawn 31 days ago"): gone_thread,
            (name, "post", "public"): reply(),
            (name, "post", "answered"): answered.last_post,
            (name, "post", "hidden"): change(reply(), **hide),
            (name, "post", "withdrawn"): change(reply(), **withdraw),
            (name, "post", "withdrawn 31 days ago"): gone_post,
            (name, "post", "erased"): erased,
        }

    def person(self, role):
        """As a new request sees them."""
        return AnonymousUser() if role == "anonymous" else get_user_model().objects.get(pk=self.people[role].pk)

    def thread(self, area, state="public"):
        return Thread.objects.select_related("area").get(pk=self.things[area, "thread", state].pk)

    def post(self, area, state="public"):
        return Post.objects.select_related("thread__area").get(pk=self.things[area, "post", state].pk)

    def area(self, name):
        return Area.objects.get(pk=self.areas[name].pk)


@pytest.fixture
def world(db):
    return World()


def seen_by_policy(person, thing):
    decision = (policy.can_see_thread if isinstance(thing, Thread) else policy.can_see_post)(person, thing)
    if not decision:
        assert decision.is_secret
        return "-"
    return "reads" if isinstance(thing, Post) and policy.can_read_text(person, thing) else "sees"


def seen_by_query(person, thing):
    return type(thing).objects.visible_to(person).filter(pk=thing.pk).exists()


def test_policy_and_queries_agree_on_who_knows_of_what(world):
    found = []
    for line in SEEING:
        read = world.thread if line["thing"] == "thread" else world.post
        for role in ROLES:
            person, thing = world.person(role), read(line["area"], line["state"])
            by_policy = seen_by_policy(person, thing)
            assert seen_by_query(person, thing) == (by_policy != "-"), (line, role)
            found.append(((line["area"], line["thing"], line["state"]), role, by_policy))
    expected = [((line["area"], line["thing"], line["state"]), role, line[role]) for line in SEEING for role in ROLES]
    assert found == expected


THINGS = {
    "open area": ("area", "open"),
    "closed area": ("area", "closed"),
    "archived area": ("area", "archived"),
    "public thread": ("thread", "open", "public"),
    "locked thread": ("thread", "open", "locked"),
    "hidden thread": ("thread", "open", "hidden"),
    "thread closed by its author": ("thread", "open", "closed by author"),
    "closed area's thread": ("thread", "closed", "public"),
    "archived area's thread": ("thread", "archived", "public"),
    "public post": ("post", "open", "public"),
    "answered post": ("post", "open", "answered"),
    "hidden post": ("post", "open", "hidden"),
    "withdrawn post": ("post", "open", "withdrawn"),
    "post withdrawn 31 days ago": ("post", "open", "withdrawn 31 days ago"),
    "closed area's post": ("post", "closed", "public"),
}


def decide(world, act, person, thing):
    if act.startswith("move to "):
        targets = {"open": "target", "closed": "closed target", "archived": "archived"}
        return policy.can_move_thread(person, thing, world.area(targets[act.split()[2]]))
    return {
        "create thread": policy.can_create_thread,
        "reply": policy.can_reply,
        "edit post": policy.can_edit_post,
        "withdraw post": policy.can_withdraw_post,
        "hide post": policy.can_hide_post,
        "restore post": policy.can_restore_post,
        "close thread": policy.can_lock_thread,
        "reopen thread": policy.can_lock_thread,
        "pin thread": policy.can_moderate_thread,
        "edit thread": policy.can_edit_thread,
        "manage area": policy.can_manage_area,
    }[act](person, thing)


def test_who_may_do_what(world):
    found = []
    for line in ACTS:
        kind, *place = THINGS[line["on"]]
        for role in ROLES:
            decision = decide(world, line["act"], world.person(role), getattr(world, kind)(*place))
            assert decision or decision.is_secret or decision.reason, (line, role)
            found.append((line["act"], line["on"], role, "yes" if decision else "404" if decision.is_secret else "403"))
    assert found == [(line["act"], line["on"], role, line[role]) for line in ACTS for role in ROLES]


def test_areas_are_seen_by_those_who_hold_the_key_of_their_room(world):
    for name, area in world.areas.items():
        for role in ROLES:
            person = world.person(role)
            is_seen = Area.objects.visible_to(person).filter(pk=area.pk).exists()
            assert is_seen == bool(policy.can_see_area(person, area)), (name, role)
