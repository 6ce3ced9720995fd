"""The body of a post: limits, mentions and quotes, from what was typed to what is stored. Rendered before any lock."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils import translation
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from kit import richtext
from kit.access import MEMBERS, keys_of, users_with

from . import conf
from .conf import AuthorCard
from .enums import FileKind, FileState, Visibility
from .erased_quotes import erased_among, without_quotes_of
from .models import Affiliation, Area, Attachment, Post

MAX_CHARACTERS = 32_000
MAX_BYTES = 128 * 1024
MAX_LINKS = 50
MAX_MENTIONS = 10
MAX_PICTURES = 20

_tag = re.compile(r"<[^>]*>")
_typed_mention = re.compile(r"(?<![\w>])@([A-ZÄÖÜ][\w.-]*(?: [\w.-]+){1,3})")


@dataclass(frozen=True)
class Body:
    """A checked body. ``source`` is sanitised and editable, ``html`` rendered, ``mentioned`` visible people's ids,
    ``bodies`` those of mentioned bodies (Affiliation), ``pictures`` those of files in the text."""

    source: str
    html: str
    text: str
    mentioned: tuple[int, ...]
    bodies: tuple[int, ...] = ()
    pictures: tuple[int, ...] = ()


@lru_cache(maxsize=4)  # a post is checked by its form, by the question before it, and by the act
def check_body(typed: str) -> str:
    """The sanitised source of what was typed; raises ValidationError naming limit and value."""
    if len(typed.encode("utf-8", "replace")) > MAX_BYTES * 2:
        raise ValidationError(_("The text is larger than %(limit)s KiB.") % {"limit": MAX_BYTES // 1024}, "too_large")
    source = richtext.clean(typed)
    text = richtext.to_text(source)
    if len(text) > MAX_CHARACTERS:
        raise ValidationError(
            _("Your post has %(count)s characters, %(limit)s are allowed. Please shorten it by %(excess)s characters.")
            % {
                "count": number_format(len(text), force_grouping=True),
                "limit": number_format(MAX_CHARACTERS, force_grouping=True),
                "excess": number_format(len(text) - MAX_CHARACTERS, force_grouping=True),
            },
            "too_long",
        )
    if len(source.encode()) > MAX_BYTES:
        raise ValidationError(_("The text is larger than %(limit)s KiB.") % {"limit": MAX_BYTES // 1024}, "too_large")
    if not richtext.has_visible_text(text):
        raise ValidationError(_("The post contains no visible text."), "empty")
    if (links := source.count("<a ")) > MAX_LINKS:
        raise ValidationError(
            _("The post has %(count)s links, at most %(limit)s are allowed.") % {"count": links, "limit": MAX_LINKS},
            "too_many_links",
        )
    if (mentions := len(richtext.mentioned_ids(source)) + len(richtext.mentioned_bodies(source))) > MAX_MENTIONS:
        raise ValidationError(
            _("The post has %(count)s mentions, at most %(limit)s are allowed.")
            % {"count": mentions, "limit": MAX_MENTIONS},
            "too_many_mentions",
        )
    if (pictures := source.count("<img ")) > MAX_PICTURES:
        raise ValidationError(
            _("The post has %(count)s pictures, at most %(limit)s are allowed.")
            % {"count": pictures, "limit": MAX_PICTURES},
            "too_many_pictures",
        )
    return source


def check_pictures(source: str, author: Any) -> None:
    """Each picture has words, or the mark that it says nothing. Raises ValidationError naming those that have neither.

    One statement, for the names of refused ones only; it knows the author's own files alone.
    """
    silent = richtext.silent_pictures(source)
    if not silent:
        return
    names = dict(Attachment.objects.filter(pk__in=silent, uploader=author).values_list("pk", "name"))
    message = _("Please describe the picture “%(name)s” for people who cannot see it, or mark it as decorative.")
    errors = [ValidationError(message % {"name": names.get(pk, pk)}, "missing_alt") for pk in dict.fromkeys(silent)]
    raise ValidationError({"body": errors})


def prepare_body(typed: str, *, author: Any, area: Area) -> Body:
    """Checks, sanitises and renders a body for this area. Up to three statements, one more each for mentioned bodies,
    names typed by hand and pictures; raises ValidationError.

    People who cannot read the area are not mentioned and quotes the author cannot see get no head: their ids leave the
    source, the words stay.
    """
    source = check_body(link_typed_mentions(check_body(typed), area))
    check_pictures(source, author)
    wanted = richtext.mentioned_ids(source)
    reachable = set(users_with(area.room).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    # Mentions inside quotes, too: of those nobody keeps the id, so that a changed name would never reach them.
    for unreachable in richtext.named_ids(source) - reachable:
        source = re.sub(rf'<span data-mention="{unreachable}">([^<]*)</span>', r"\1", source)
    quoted_ids = richtext.quoted_ids(source)
    known = _quotable(author, area, quoted_ids)
    quoted = {pk: post for pk, post in known.items() if post.is_public}  # the others keep their id and get no head
    unknown_ids = {pk for pk in quoted_ids if pk not in known or known[pk].visibility == Visibility.ERASED}
    if erased := erased_among(unknown_ids):
        source = without_quotes_of(source, erased)
    for unknown in unknown_ids:
        source = source.replace(f'<blockquote data-quote="{unknown}">', "<blockquote>")
    bodies = _bodies(richtext.named_bodies(source))
    for unknown in richtext.named_bodies(source) - set(bodies):
        source = re.sub(rf'<span data-body="{unknown}">([^<]*)</span>', r"\1", source)
    pictures = _pictures(richtext.picture_ids(source))
    if strange := set(richtext.picture_ids(source)) - set(pictures):
        source = richtext.without_pictures(source, strange)
    return Body(
        source=source,
        html=render_body(source, quoted=quoted, bodies=bodies, pictures=pictures),
        text=richtext.to_text(source),
        mentioned=tuple(pk for pk in wanted if pk in reachable),
        bodies=tuple(richtext.mentioned_bodies(source)),
        pictures=tuple(richtext.picture_ids(source)),
    )


def render_body(
    source: str,
    *,
    quoted: dict[int, Post] | None = None,
    known_cards: Mapping[int, AuthorCard] | None = None,
    bodies: Mapping[int, tuple[str, str]] | None = None,
    pictures: Mapping[int, richtext.Picture] | None = None,
) -> str:
    """The stored HTML of a sanitised source. One statement for the people named, one each for quotes, bodies and
    pictures that stand in it and are not given.

    ``known_cards``: everybody who may be named, where many bodies are rendered at once; then it costs no statement.
    """
    ids = richtext.named_ids(source)
    posts = quoted if quoted is not None else _posts_with_authors(richtext.quoted_ids(source))
    named = {*ids, *(post.author_id for post in posts.values())}
    cards = known_cards if known_cards is not None else conf.author_cards(named) if named else {}

    def head(post_id: int) -> str | None:
        post = posts.get(post_id)
        if post is None or post.author_id not in cards:
            return None
        return format_html(
            _('{name} wrote in <a href="{url}">#{number}</a>'),
            name=cards[post.author_id].name,
            url=reverse("forum:post", args=[post.pk]),
            number=post.number,
        )

    with translation.override(settings.LANGUAGE_CODE):  # stored once, for readers of every language
        return richtext.render(
            source,
            people={pk: (cards[pk].name, cards[pk].url) for pk in ids if pk in cards},
            quote_head=head,
            bodies=_bodies(richtext.named_bodies(source)) if bodies is None else bodies,
            pictures=_pictures(richtext.picture_ids(source)) if pictures is None else pictures,
        )


def _bodies(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Name and address of bodies; the unknown are left out."""
    if not ids:
        return {}
    return {
        pk: (label, url) for pk, label, url in Affiliation.objects.filter(pk__in=ids).values_list("pk", "label", "url")
    }


def _pictures(ids: Collection[int]) -> dict[int, richtext.Picture]:
    """Address and size of pictures; what is none is left out. Whether the author may use them, use_files decides."""
    if not ids:
        return {}
    rows = Attachment.objects.filter(pk__in=ids, kind=FileKind.PICTURE).exclude(state=FileState.REFUSED)
    return {
        pk: richtext.Picture(reverse("forum:file", args=[pk]), width, height, reverse("forum:file-small", args=[pk]))
        for pk, width, height in rows.values_list("pk", "width", "height")
    }


def _quotable(author: Any, area: Area, ids: list[int]) -> dict[int, Post]:
    """Posts from a room that the author and every reader of the area may enter: the same one, or an open one.

    Hidden ones, too: if one is erased some day, its quotations must be found.
    """
    if not ids:
        return {}
    rooms = keys_of(author) & {area.room, MEMBERS}
    posts = Post.objects.filter(thread__area__room__in=rooms, pk__in=ids)
    return {post.pk: post for post in posts.only("pk", "number", "author_id", "visibility")}


def _posts_with_authors(ids: list[int]) -> dict[int, Post]:
    if not ids:
        return {}
    return {post.pk: post for post in Post.objects.public().filter(pk__in=ids).only("pk", "number", "author_id")}


def link_typed_mentions(source: str, area: Area) -> str:
    """Turns »@Vorname Nachname« typed by hand into a mention where exactly one member of the area has that name, or
    one body with people here. One statement, two where the site knows bodies' people."""
    typed = list(dict.fromkeys(_typed_mention.findall(_words_of(source))))[:MAX_MENTIONS]
    if not typed:
        return source
    candidates = {" ".join(words[:length]) for name in typed for words in [name.split()] for length in (2, 3, 4)}
    candidates |= {name.rstrip(".") for name in candidates}
    people = users_with(area.room).annotate(full_name=Concat(F("first_name"), Value(" "), F("last_name")))
    found: dict[str, list[str]] = {}
    for name, pk in people.filter(full_name__in=candidates).values_list("full_name", "pk"):
        found.setdefault(name, []).append(f'data-mention="{pk}"')
    if conf.hook("PEOPLE_OF"):
        for name, pk in Affiliation.objects.filter(label__in=candidates).values_list("label", "pk"):
            found.setdefault(name, []).append(f'data-body="{pk}"')
    for name in sorted(found, key=len, reverse=True):
        if len(found[name]) == 1:
            source = _link_name(source, name, f"<span {found[name][0]}>@{name}</span>")
    return source


def _link_name(source: str, name: str, span: str) -> str:
    """Not within tags, where it may stand in the words of a picture, nor where it is a mention already."""
    pattern = re.compile(rf"(?:(?<![\w>])|(?<=<p>)|(?<=<br>))@{re.escape(name)}(?!\w)|<[^>]*>")
    return pattern.sub(lambda match: match[0] if match[0].startswith("<") else span, source)


def _words_of(source: str) -> str:
    """The source with one sign for each tag: a blank where a line begins, else one behind which nothing is typed."""
    return _tag.sub(lambda match: " " if match[0] in ("<p>", "<br>") else ">", source)
