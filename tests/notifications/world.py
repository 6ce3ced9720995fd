"""An app that tells people of posts in threads, with nothing behind it but sets."""

from dataclasses import dataclass, field

from django.utils.translation import gettext

from kit.access import MEMBERS, keys_of
from notifications.actions import record_events
from notifications.enums import Mail
from notifications.registry import Kind, Line, Section, Stream, Tab

STREAM = "test_thread"
REPLY, ACCEPTED, MENTION, NEWS, ALARM = "test_reply", "test_accepted", "test_mention", "test_news", "test_alarm"
WEIGHTS = {NEWS: 5, REPLY: 10, ACCEPTED: 20, MENTION: 30, ALARM: 90}
TABS = {REPLY: Tab.REPLIES, ACCEPTED: Tab.REPLIES, MENTION: Tab.MENTIONS}
SECTIONS = {REPLY: Section.ANSWERS, ACCEPTED: Section.ANSWERS, MENTION: Section.MENTIONS}


@dataclass
class World:
    hidden_threads: set = field(default_factory=set)
    rooms: dict = field(default_factory=dict)
    titles: dict = field(default_factory=dict)
    batches: list = field(default_factory=list)
    broken_threads: set = field(default_factory=set)

    def kinds(self):
        """All but the news come by mail at once."""
        return [
            Kind(
                name,
                name,
                "reply",
                self.resolve,
                weight=WEIGHTS[name],
                tab=TABS.get(name, Tab.OTHER),
                section=SECTIONS.get(name, Section.WATCHED),
                mail=Mail.DIGEST if name == NEWS else Mail.INSTANT,
                wish="" if name == ALARM else name,
                is_fixed=name == ALARM,
            )
            for name in WEIGHTS
        ]

    def resolve(self, by_user):
        self.batches.append({user_id: len(rows) for user_id, rows in by_user.items()})
        rows = [row for rows in by_user.values() for row in rows]
        if any(row.object_id in self.broken_threads for row in rows):
            raise RuntimeError("a kind that breaks")
        return {row.pk: self.line(row) for row in rows if row.object_id not in self.hidden_threads}

    def line(self, row):
        return Line(
            actor_name="Ayşe Demirel",
            text=gettext("New notification") + f" {row.count}",
            title=self.titles.get(row.object_id, f"Thema {row.object_id}"),
            url=f"/forum/beitrag/{row.latest_reference_id}/",
            excerpt=f"Text von Beitrag {row.latest_reference_id}",
        )

    def stream(self):
        return Stream(STREAM, self.state_for, self.room_for)

    def room_for(self, thread_id):
        return self.rooms.get(thread_id)

    def state_for(self, user, thread_id, version):
        if self.room_for(thread_id) not in keys_of(user) or thread_id in self.hidden_threads:
            return None
        return {"id": thread_id, "version": version + 1}


def tell(*people, post, thread=1, kind=REPLY, room=MEMBERS, actor_id=None, **more):
    """Record that a post was written."""
    return record_events(
        kind=kind,
        event_id=f"post:{post}",
        group_key=f"thread:{thread}",
        room=room,
        object_id=thread,
        reference_id=post,
        actor_id=actor_id,
        recipient_ids=[person if isinstance(person, int) else person.pk for person in people],
        **more,
    )
