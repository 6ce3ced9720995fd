"""A small forum in which people do anything in any order (test_histories.py)."""

from collections import defaultdict
from dataclasses import dataclass, field
from uuid import uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from forum.actions.answers import accept_answer, release_answer
from forum.actions.editing import edit_post, withdraw_post
from forum.actions.erasing import erase_post
from forum.actions.moderation import hide_post, lock_a_thread, move_thread, restore_post, unlock_thread
from forum.actions.posting import create_thread, reply
from forum.actions.reading import mark_area_read, mark_everything_read, mark_thread_read, mark_thread_unread
from forum.actions.tags import merge_tag, rename_tag
from forum.actions.threads import edit_thread
from forum.enums import Visibility
from forum.models import Post, Thread
from kit.models import Tag
from tests.factories import make_admin, make_area, make_member, make_speaker, make_tag, make_thread, next_number
from tests.harness.jobs import run_jobs


@dataclass(repr=False)
class History:
    """``people``: two members, one of them outside of the closed area, a speaker, an administrator.

    ``addresses``: those of threads that were ever given out, with the thread's id; ``tag_slugs``: names in addresses of
    tags, with the tag's id; ``words``: what was written in a post, by its id, in all its versions.
    """

    people: list = field(default_factory=list)
    areas: list = field(default_factory=list)
    addresses: dict = field(default_factory=dict)
    tag_slugs: dict = field(default_factory=dict)
    words: dict = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def begin(cls):
        insiders = [make_member(), make_speaker(), make_admin()]
        history = cls(people=[*insiders, make_member()])
        history.areas = [make_area(), make_area(), make_area(members=insiders)]
        make_tag(), make_tag()
        make_thread(history.areas[0], insiders[0])
        return history

    def anew(self):
        """The same people and areas, with nothing remembered."""
        return History(people=self.people, areas=self.areas)

    @property
    def admin(self):
        return self.people[2]

    def step(self, verb, who, which_thread, which_post, number):
        """Does it as somebody; what is refused changes nothing. The thread it was about, as it is now."""
        actor = pick(self.people, who)
        thread = pick(list(Thread.objects.select_related("area").order_by("pk")), which_thread)
        post = pick(list(Post.objects.filter(thread=thread).select_related("thread__area").order_by("pk")), which_post)
        try:
            with transaction.atomic():
                getattr(self, verb)(actor, thread, post, number)
        except (PermissionDenied, Http404, ValidationError):
            pass
        run_jobs("forum.fan_out", "forum.erase_quotes")
        return Thread.objects.select_related("area").get(pk=thread.pk)

    def create(self, actor, thread, post, number):
        word, area = f"Stichwort{next_number()}x", pick(self.areas, number)
        new = create_thread(
            actor=actor,
            area=area,
            kind="question",
            title=f"Wie machen Sie {word}?",
            source=f"Uns fehlt {word}.",
            tags=self.tags(number),
            idempotency_key=uuid4(),
        )
        self.words[new.posts.get().pk].append(f"Uns fehlt {word}.")
        self.addresses[new.get_absolute_url()] = new.pk

    def reply(self, actor, thread, post, number):
        """An answer to the thread, to a post, or to what it quotes; quotes in quotes are of any age."""
        word = f"Stichwort{next_number()}x"
        source = f"<p>Wir haben {word}.</p>"
        if number % 3 == 2 and post.is_public:
            source = f'<blockquote data-quote="{post.pk}">{post.source}</blockquote>{source}'
        target = post if number % 3 and post.is_public else None
        new = reply(actor=actor, thread=thread, source=source, reply_to=target, idempotency_key=uuid4())
        self.words[new.pk].append(word)

    def edit(self, actor, thread, post, number):
        word = f"Stichwort{next_number()}x"
        edit_post(actor=actor, post=post, source=f"<p>{word}</p>", edit_count=post.edit_count, reason="Genauer")
        self.words[post.pk].append(word)

    def withdraw(self, actor, thread, post, number):
        withdraw_post(actor=actor, post=post)

    def hide(self, actor, thread, post, number):
        hide_post(actor=actor, post=post, reason="Namen im Text")

    def restore(self, actor, thread, post, number):
        restore_post(actor=actor, post=post)

    def erase(self, actor, thread, post, number):
        erase_post(actor=actor, post=post, reason="Antrag")

    def move(self, actor, thread, post, number):
        self.addresses[thread.get_absolute_url()] = thread.pk
        move_thread(actor=actor, thread=thread, target=pick(self.areas, number))

    def accept(self, actor, thread, post, number):
        accept_answer(actor=actor, post=post)

    def release(self, actor, thread, post, number):
        release_answer(actor=actor, post=post)

    def lock(self, actor, thread, post, number):
        (unlock_thread if thread.is_locked else lock_a_thread)(actor=actor, thread=thread)

    def tag(self, actor, thread, post, number):
        """Another title, kind and tags."""
        self.addresses[thread.get_absolute_url()] = thread.pk
        edit_thread(
            actor=actor,
            thread=thread,
            title=f"Titel {number}",
            kind=["question", "discussion"][number % 2],
            tags=self.tags(number),
            edit_count=thread.edit_count,
        )

    def rename(self, actor, thread, post, number):
        """Tags get other names, or become one."""
        one, *others = Tag.objects.filter(canonical=None).order_by("pk")
        self.tag_slugs[one.slug] = one.pk
        if others and number % 4 == 0:
            merge_tag(actor=actor, source=one, target=others[0])
        else:
            rename_tag(actor=actor, tag=one, name=f"Schlagwort {next_number()}")

    def mark(self, actor, thread, post, number):
        match number % 4:
            case 0:
                mark_thread_read(actor=actor, thread=thread, up_to=post.number)
            case 1:
                mark_thread_unread(actor=actor, thread=thread, from_number=post.number)
            case 2:
                mark_area_read(actor=actor, area=thread.area, seen_at=timezone.now())
            case 3:
                mark_everything_read(actor=actor, seen_at=timezone.now())

    def tags(self, number):
        return list(Tag.objects.filter(canonical=None).order_by("pk"))[: number % 3]

    def erased_words(self):
        erased = Post.objects.filter(visibility=Visibility.ERASED).values_list("pk", flat=True)
        return [word for pk in erased for word in self.words[pk]]


def pick(choices, number):
    return choices[number % len(choices)]
