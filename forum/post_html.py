"""Posts as HTML, joined in Python.

Twenty of them are most of what a thread page costs; as a template each took ten times as long (docs/adr/0016). What
comes from people goes through ``escape``; ``Post.html`` was sanitised when it was stored.
"""

from collections.abc import Iterable
from html import escape
from typing import Any

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kit.components import badge, icon
from kit.templatetags.kit import calm_time

from .conf import AuthorCard, affiliation_words
from .enums import ReactionKind, Visibility
from .post_extras import ReactionButton
from .post_feed import PostRow
from .post_parts import PARTS

REACTION_ICONS = {ReactionKind.THANKS: "thanks", ReactionKind.HELPFUL: "helpful", ReactionKind.SAME: "agree"}


class PostWriter:
    """Writes posts of one thread for one reader, who may reply or moderate."""

    def __init__(self, thread: Any, csrf_token: str, *, can_reply: bool = False, is_moderator: bool = False) -> None:
        self.thread = thread
        self.can_reply = can_reply
        self.is_moderator = is_moderator
        self.csrf_token = csrf_token
        self.token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{csrf_token}">'
        # Translated once, not once for each post.
        self.number = _("post %(number)s")
        self.more_actions = f'<span class="kn-sr">{_("More actions")}</span>'
        self.edited = _("edited")
        self.reactions = {kind: (f"kn-sign kn-i-{REACTION_ICONS[kind]}", str(kind.label)) for kind in ReactionKind}
        self.reaction_group = f'<span class="kn-reactions" role="group" aria-label="{_("Reactions")}" data-reactions>'
        self.reply = _("Reply")
        self.bookmark = badge(_("Bookmarked"), sign="bookmark")
        self.words: dict[tuple[str, str], str] = {}  # of kinds and bands of bodies
        self.quote = _("Quote")

    def posts(self, rows: Iterable[PostRow], *, is_page: bool = True) -> SafeString:
        """The articles of these posts; on a whole page a line stands before the first unread one."""
        articles = (f"{self._divider() if is_page and row.is_first_unread else ''}{self._post(row)}" for row in rows)
        return mark_safe("".join(articles))

    def reactions_of(self, row: PostRow) -> SafeString:
        """The reactions of a post: toggles, or numbers where the reader cannot react."""
        buttons = "".join(
            self._toggle(button) if row.can_react else self._count(button) for button in row.extras.reactions
        )
        if row.can_react:
            buttons = (f'<form method="post" action="{row.url}reaktion/">{self.token}{buttons}</form>') + self._since(
                row
            )
        return mark_safe(f"{self.reaction_group}{buttons}</span>")

    def _since(self, row: PostRow) -> str:
        """The way to say since when, once somebody has said »We do this too«."""
        mine = next((each for each in row.extras.reactions if each.kind == ReactionKind.SAME and each.is_on), None)
        if mine is None:
            return ""
        words = _("since %(year)s") % {"year": mine.year} if mine.year else _("Since when?")
        return f'<a class="kn-small" href="{row.url}auch-umgesetzt/">{words}</a>'

    def _toggle(self, button: ReactionButton) -> str:
        sign, label = self.reactions[button.kind]
        count = f" <span>{button.count}</span>" if button.count else ""
        name, is_on = ("off", "true") if button.is_on else ("on", "false")
        return (
            f'<button class="kn-reaction {sign}" name="{name}" value="{button.kind.value}" aria-pressed="{is_on}">'
            f"{label}{count}</button>"
        )

    def _count(self, button: ReactionButton) -> str:
        if not button.count:
            return ""
        sign, label = self.reactions[button.kind]
        return f'<span class="kn-reaction kn-reaction--still {sign}">{label} <span>{button.count}</span></span>'

    def _divider(self) -> str:
        words = _("Unread from here")
        return f'<p class="kn-divider" id="neu" role="separator" aria-label="{words}">{words}</p>'

    def _post(self, row: PostRow) -> str:
        post, author = row.post, row.author
        answer, team = " kn-post--answer" if row.is_accepted else "", " kn-post--mod" if author.badge else ""
        text = f'<div class="kn-prose">{post.html}</div>' if row.is_readable else ""
        return (
            f'<article class="kn-post{answer}{team}" aria-labelledby="b{post.number}" data-post>'
            f'<span class="kn-avatar kn-avatar--{author.colour}" aria-hidden="true">'
            f"{escape(author.initials)}</span><div>{self._accepted(row)}{self._head(row)}{self._reply_to(row)}"
            f'{self._notice(row)}{text}{self._below_text(row)}{self._edited(row)}<div class="kn-post__foot kn-noprint">'
            f"{self.reactions_of(row)}{self._accept(row)}{self._answer(row)}{self._menu(row)}</div></div></article>"
        )

    def _below_text(self, row: PostRow) -> str:
        """What the post carries beside its text, from the modules in forum/post_parts."""
        return "".join(part(self, row) for part in PARTS) if row.is_readable else ""

    def _accepted(self, row: PostRow) -> str:
        if not row.is_accepted:
            return ""
        words = _("Accepted answer, fixed") if self.thread.is_answer_locked else _("Accepted answer")
        return f'<p class="kn-post__answer">{icon("solved")}<span>{words}</span></p>'

    def _head(self, row: PostRow) -> str:
        post, author = row.post, row.author
        name = escape(author.name)
        if author.url:
            name = f'<a class="kn-plain" href="{escape(author.url)}">{name}</a>'
        badges = self.bookmark if row.extras.is_bookmarked else ""
        badges += badge(author.badge, kind="info", sign="shield") if author.badge else ""
        if post.number == 1 and self.thread.is_question:
            badges += badge(_("Asked the question"))
        if post.pk == self.thread.summary_post_id:
            badges += badge(_("Summary"))
        number = self.number % {"number": post.number}
        return (
            f'<header class="kn-post__head"><h3 id="b{post.number}" tabindex="-1">{name}'
            f'<span class="kn-sr">, {number}</span></h3>{badges}<a class="kn-post__when" href="{row.url}">'
            f"{calm_time(post.created_at)} · #{post.number}</a>"
            f'<span class="kn-post__org">{who(post, author, self._body_words(post))}</span></header>'
        )

    def _body_words(self, post: Any) -> str:
        """Kind and band of the author's body as they were then; asked once for each pair."""
        kind, band = post.affiliation_kind, post.affiliation_band
        if (kind, band) not in self.words:
            self.words[kind, band] = affiliation_words(kind, band)
        return self.words[kind, band]

    def _reply_to(self, row: PostRow) -> str:
        if (target := row.reply_to) is None:
            return ""
        link = f'<a href="{target.url}">{escape(target.name)}, #{target.number}</a>'
        return f'<p class="kn-small kn-muted">{icon("reply", is_small=True)} {_("Reply to")} {link}</p>'

    def _notice(self, row: PostRow) -> str:
        """Why members do not see this post."""
        post = row.post
        if post.is_public:
            return ""
        if post.visibility == Visibility.HIDDEN:
            text = _("This post was hidden by the speaker team on %(date)s. Reason: %(reason)s") % {
                "date": date_format(post.removed_at, "DATE_FORMAT") if post.removed_at else "",
                "reason": post.hidden_reason,
            }
        elif post.visibility == Visibility.DELETED:
            text = _("This post was withdrawn by its author. Only the author and the speaker team still see it.")
        else:
            text = _("This post was erased.")
        return f'<p class="kn-note kn-note--warn">{icon("eye-off")}<span>{escape(text)}</span></p>'

    def _edited(self, row: PostRow) -> str:
        if not row.post.edited_at or not row.is_readable:
            return ""
        knows_history = row.is_mine or self.is_moderator
        word = f'<a href="{row.url}verlauf/">{self.edited}</a>' if knows_history else self.edited
        return f'<p class="kn-small kn-muted">{word} {calm_time(row.post.edited_at)}</p>'

    def _accept(self, row: PostRow) -> str:
        if not row.can_accept:
            return ""
        label = _("Release answer") if row.is_accepted else _("Accept as answer")
        release = ' name="freigeben" value="1"' if row.is_accepted else ""
        return (
            f'<form class="kn-inline" method="post" action="{row.url}annehmen/">{self.token}'
            f'<button class="kn-btn--quiet"{release}>{icon("solved")}{label}</button></form>'
        )

    def _answer(self, row: PostRow) -> str:
        if not self.can_reply or not row.post.is_public:
            return ""
        pk = row.post.pk
        return (
            f'<a class="kn-btn--quiet kn-sign kn-i-reply" href="?antwort_auf={pk}#antwort" data-answer>{self.reply}</a>'
            f'<a class="kn-btn--quiet kn-sign kn-i-quote" href="?zitieren={pk}#antwort" data-quote>{self.quote}</a>'
        )

    def _menu(self, row: PostRow) -> str:
        """The way to »Weitere Aktionen« of a post; forum/thread.js makes a menu of it."""
        return f'<a class="kn-btn--quiet kn-sign kn-i-dots" href="{row.url}aktionen/" data-menu>{self.more_actions}</a>'


def who(post: Any, author: AuthorCard, words: str = "") -> str:
    """For whom the author wrote then, of which kind and size that body was, and in which function they are now."""
    body = post.affiliation.label if post.affiliation else author.affiliation
    facts = [f"{body} ({words})" if words else body, author.function, _("former member") if author.is_former else ""]
    return escape(" · ".join(filter(None, facts)))
