"""The vote a post carries: a form for who may still vote, and the results once they are shown."""

from datetime import datetime, timedelta
from html import escape
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from forum.enums import PollKind, PollResults
from kit.addresses import address_of
from kit.components import badge, icon


def poll_box(writer: Any, row: Any, *, level: int = 4) -> str:
    """The form or the results of ``row.extras.poll``: see ``_polls`` in forum/post_extras.py for its facts.

    ``level``: of its heading; the post's is 3.
    """
    poll = row.extras.poll
    if poll is None:
        return ""
    ended = _has_ended(poll)
    votes = not (ended or poll["has_voted"]) and (row.can_react or (row.is_mine and row.post.is_public))
    shows = ended or poll["results"] == PollResults.NOW
    address = address_of("forum:poll", poll["id"])
    options = "".join(_option(poll, option, votes=votes, shows=shows) for option in poll["options"])
    if votes:
        options = (
            f'<form method="post" action="{address}">{writer.token}<fieldset class="kn-fieldset"><legend class="kn-sr">'
            f"{escape(poll['question'])}</legend>{options}</fieldset>"
            f'<button class="kn-btn kn-btn--secondary" type="submit">{_("Vote")}</button></form>'
        )
    else:
        options = f'<ul class="kn-plainlist">{options}</ul>'
    ends = not ended and (row.is_mine or writer.is_moderator)
    sign = icon("calendar" if poll["kind"] == PollKind.DATES else "ul")
    return (
        f'<section class="kn-poll" id="u{poll["id"]}" aria-labelledby="u{poll["id"]}-t" data-poll="{address}">'
        f'<h{level} id="u{poll["id"]}-t">{sign} {escape(poll["question"])}</h{level}>'
        f'<p class="kn-small kn-muted">{_facts(poll, ended=ended)}</p>{options}'
        f'<p class="kn-small">{_state(poll, ended=ended, shows=shows)}</p>'
        f"{_links(poll, address, ends=ends, shows=shows)}</section>"
    )


def option_words(option: dict[str, Any]) -> str:
    """What can be chosen, in words: its text, or the day with its time. Not escaped."""
    begins, ends = _moment(option["begins_at"]), _moment(option["ends_at"])
    if begins is None:
        return str(option["text"])
    local = timezone.localtime(begins)
    day = date_format(local, pgettext("date format", "D, j F Y"))
    if ends is not None:
        until = timezone.localtime(ends)
        return _("%(day)s, %(from)s to %(to)s") % {"day": day, "from": f"{local:%H:%M}", "to": f"{until:%H:%M}"}
    if local.hour or local.minute:
        return _("%(day)s, %(from)s") % {"day": day, "from": f"{local:%H:%M}"}
    return day


def poll_lines(poll: dict[str, Any]) -> tuple[str, str]:
    """For paper, where nothing of who prints it stands: what can be chosen, with the votes where they are shown, and
    how the poll stands. Not escaped."""
    ended = _has_ended(poll)
    shows = ended or poll["results"] == PollResults.NOW
    options = [
        f"{option_words(option)} ({_votes(option)})" if shows and poll["voter_count"] else option_words(option)
        for option in poll["options"]
    ]
    return " / ".join(options), _state(poll | {"has_voted": False}, ended=ended, shows=shows)


def _votes(option: dict[str, Any]) -> str:
    count = option["vote_count"]
    return ngettext("%(count)s vote", "%(count)s votes", count) % {"count": count}


def _option(poll: dict[str, Any], option: dict[str, Any], *, votes: bool, shows: bool) -> str:
    words = escape(option_words(option))
    count = option["vote_count"]
    number = ""
    if shows and poll["voter_count"]:
        number = f'<span class="kn-n">{_votes(option)}</span>'
        if not votes:
            most = max(poll["voter_count"], 1)
            number += f'<progress max="{most}" value="{min(count, most)}" aria-hidden="true"></progress>'
    if votes:
        kind = "radio" if poll["kind"] == PollKind.SINGLE else "checkbox"
        box = f'<input type="{kind}" name="option" value="{option["id"]}">'
        return f'<label class="kn-check">{box}<span>{words}</span>{number}</label>'
    mine = badge(_("your choice")) if option["is_mine"] else ""
    return f'<li class="kn-poll__row"><span>{words} {mine}</span>{number}</li>'


def _facts(poll: dict[str, Any], *, ended: bool) -> str:
    """What one should know before voting, in one line."""
    facts = [str(PollKind(poll["kind"]).label)]
    if poll["is_secret"]:
        facts.append(_("secret: nobody learns who chose what"))
    else:
        facts.append(_("open: everybody here sees who chose what"))
    if poll["results"] == PollResults.END and not ended:
        facts.append(_("results when it has ended"))
    return " · ".join(facts)


def _state(poll: dict[str, Any], *, ended: bool, shows: bool) -> str:
    total = poll["voter_count"]
    voted = ngettext("%(count)s person has voted.", "%(count)s people have voted.", total) % {"count": total}
    facts = [voted if total else _("Nobody has voted yet.")]
    if poll["has_voted"]:
        facts.append(_("So have you."))
    closes = _moment(poll["closes_at"])
    if ended:
        facts.append(_("The poll has ended."))
    elif closes is not None:
        last = timezone.localtime(closes - timedelta(seconds=1))  # a poll closes with the end of its last day
        facts.append(_("The poll is open until %(day)s.") % {"day": date_format(last, "DATE_FORMAT")})
    if not shows:
        facts.append(_("The results are shown when the poll has ended."))
    return " ".join(facts)


def _links(poll: dict[str, Any], address: str, *, ends: bool, shows: bool) -> str:
    links = []
    if shows and not poll["is_secret"] and poll["voter_count"]:
        links.append(f'<a href="{address}stimmen/">{_("Who chose what")}</a>')
    if ends:
        links.append(f'<a href="{address}beenden/">{_("End the poll")}</a>')
    return f'<p class="kn-row kn-small kn-noprint">{"".join(links)}</p>' if links else ""


def _has_ended(poll: dict[str, Any]) -> bool:
    closes = _moment(poll["closes_at"])
    return poll["closed_at"] is not None or (closes is not None and closes <= timezone.now())


def _moment(text: str | None) -> datetime | None:
    """Moments among the facts of extras are text."""
    return datetime.fromisoformat(text) if text else None
