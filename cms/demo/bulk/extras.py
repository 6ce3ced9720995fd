"""What posts carry and what people keep of them: files, polls, bookmarks, outcomes."""

import random
from collections.abc import Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from cms.accounts.models import User
from forum import file_storage
from forum.enums import FileKind, FileState, PollKind, PollResults, TextState, Worked
from forum.models import (
    Attachment,
    AttachmentUse,
    Bookmark,
    Poll,
    PollOption,
    PollVoter,
    ThreadOutcome,
)
from search.query import Kind

from .copying import copy_rows, reserve_ids
from .documents import write_documents
from .plan import ThreadPlan
from .threads import Written
from .words import Author

WITH_FILE, WITH_POLL = 0.02, 0.001  # shares of posts
READ = 0.5  # of the files, by the search
MINE, OTHERS = 300, 2  # bookmarks of the measured member, and on average of others
OUTCOMES = 0.3  # of the accepted answers
OPTIONS, MOST_VOTERS = 4, 40
KINDS = ((FileKind.PDF, "pdf"), (FileKind.TEXT, "odt"), (FileKind.TABLE, "xlsx"), (FileKind.PICTURE, "png"))
_FILE = (
    *("id", "uploader_id", "client_key", "name", "stored_name", "kind", "mime", "size", "sha256", "text"),
    *("text_state", "created_at"),
)


def write_extras(
    measured: User, people: Sequence[User], posts: Sequence[Written], plans: Sequence[ThreadPlan], author: Author
) -> None:
    """Needs the posts and threads written."""
    numbers = author.random
    write_files(posts, author)
    _write_polls([post for post in posts if numbers.random() < WITH_POLL], people, author)
    _write_bookmarks(measured, people, posts, numbers)
    _write_outcomes(plans, numbers)


def write_files(posts: Sequence[Written], author: Author) -> None:
    """Without bytes: pages name them, and open none."""
    numbers = author.random
    chosen = [post for post in posts if numbers.random() < WITH_FILE] or [posts[0]]
    first = reserve_ids(Attachment, len(chosen))
    rows = [_file(first + place, post, author, numbers) for place, post in enumerate(chosen)]
    copy_rows(Attachment, _FILE, rows, state=FileState.OK.value)
    uses = ((first + place, post.pk, post.moment) for place, post in enumerate(chosen))
    copy_rows(AttachmentUse, ("attachment_id", "post_id", "created_at"), uses, is_inline=False, position=0)
    write_documents(Kind.FILE, [post.pk for post in chosen])


def _file(pk: int, post: Written, author: Author, numbers: random.Random) -> tuple[Any, ...]:
    kind, ending = numbers.choice(KINDS)
    words = author.body().text if kind != FileKind.PICTURE and numbers.random() < READ else ""
    state = TextState.DONE if words else TextState.NONE
    stored, name = f"{pk:032x}", f"{author.title()[:80].replace('?', '')}.{ending}"
    digest, size = sha256(stored.encode()).hexdigest(), numbers.randint(20_000, 2_000_000)
    mime = "image/png" if kind == FileKind.PICTURE else "application/octet-stream"
    return (
        *(pk, post.author_id, UUID(int=pk), name, stored, kind.value, mime, size, digest, words),
        *(state.value, post.moment),
    )


def ensure_bytes(file: Attachment) -> None:
    """Writes a file of the right size where the benchmark downloads it: the database is kept, the folder is not."""
    assert file.stored_name is not None
    path = file_storage.path_of(file.stored_name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(random.Random(file.pk).randbytes(file.size))


def _write_polls(posts: Sequence[Written], people: Sequence[User], author: Author) -> None:
    numbers, ids = author.random, [person.pk for person in people]
    first, first_option = reserve_ids(Poll, len(posts) or 1), reserve_ids(PollOption, OPTIONS * len(posts) or 1)
    same = {"kind": PollKind.SINGLE.value, "results": PollResults.NOW.value, "is_secret": True}
    polls = ((first + n, post.pk, author.title()[:200], post.moment) for n, post in enumerate(posts))
    copy_rows(Poll, ("id", "post_id", "question", "created_at"), polls, **same)
    voters = [numbers.sample(ids, numbers.randint(1, min(MOST_VOTERS, len(ids)))) for _ in posts]
    options = []
    for place, each in enumerate(voters):
        votes = [numbers.randrange(OPTIONS) for _ in each]
        for position in range(OPTIONS):
            pk = first_option + place * OPTIONS + position
            options.append((pk, first + place, position, f"Möglichkeit {position + 1}", votes.count(position)))
    copy_rows(PollOption, ("id", "poll_id", "position", "text", "vote_count"), options)
    votes_cast = ((first + place, person) for place, each in enumerate(voters) for person in each)
    copy_rows(PollVoter, ("poll_id", "user_id"), votes_cast)


def _write_bookmarks(measured: User, people: Sequence[User], posts: Sequence[Written], numbers: random.Random) -> None:
    open_ones = [post for post in posts if not post.plan.area.is_closed]
    kept = {(measured.pk, post.pk): post.moment for post in numbers.sample(open_ones, min(MINE, len(open_ones) // 2))}
    for _ in range(OTHERS * len(people)):
        post = numbers.choice(open_ones)
        kept[numbers.choice(people).pk, post.pk] = post.moment
    copy_rows(Bookmark, ("user_id", "post_id", "created_at"), ((*key, moment) for key, moment in kept.items()))


def _write_outcomes(plans: Sequence[ThreadPlan], numbers: random.Random) -> None:
    chosen = [plan for plan in plans if plan.is_answered and numbers.random() < OUTCOMES]
    worked, same = list(Worked.values), {"sentence": "So machen wir es jetzt."}
    rows = ((plan.pk, numbers.choice(worked), plan.author_id, plan.bumped_at) for plan in chosen)
    copy_rows(ThreadOutcome, ("thread_id", "worked", "author_id", "created_at"), rows, **same)
