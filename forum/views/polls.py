"""A poll: voting, ending it, and who chose what in an open one."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from forum import conf, policy
from forum.actions.polls import close_poll, vote
from forum.conf import card_of
from forum.models import Poll, Thread
from forum.poll_forms import VoteForm
from forum.post_feed import post_rows
from forum.post_html import PostWriter
from forum.post_parts.poll import option_words, poll_box

from .base import ForumView
from .posts import place_of


class PollBase(ForumView):
    def get_poll(self, pk: int) -> Poll:
        """The poll of a post whose words this person reads."""
        poll = get_object_or_404(Poll.objects.select_related("post"), pk=pk)
        poll.post = self.get_post(poll.post_id)
        if not policy.can_see_poll(self.request.user, poll):
            raise Http404
        return poll


class PollView(PollBase):
    """The poll alone: for the page's script the box, with a POST a vote."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        poll = self.get_poll(pk)
        if request.headers.get("X-Requested-With") == "fetch":
            return HttpResponse(self.box(request, poll))
        return render(request, "forum/poll.html", {"poll": poll, "box": self.box(request, poll)})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        poll = self.get_poll(pk)
        form = VoteForm(request.POST, options=list(poll.options.values_list("pk", flat=True)))
        try:
            chosen = form.cleaned_data["option"] if form.is_valid() else [0]
            vote(actor=request.user, poll=poll, options=chosen)
        except ValidationError as error:
            page = {"poll": poll, "box": self.box(request, poll), "errors": error.messages}
            return render(request, "forum/poll.html", page, status=422)
        if request.headers.get("X-Requested-With") == "fetch":
            return HttpResponse(self.box(request, poll))
        messages.success(request, _("Your vote was counted."))
        return redirect(place_of(poll.post))

    @staticmethod
    def box(request: HttpRequest, poll: Poll) -> str:
        is_fragment = request.headers.get("X-Requested-With") == "fetch"
        threads = Thread.objects.visible_to(request.user).with_reading_of(request.user).select_related("area")
        thread = get_object_or_404(threads, pk=poll.post.thread_id)
        rows = post_rows(request.user, thread, first=poll.post.number, last=poll.post.number)
        writer = PostWriter(thread, get_token(request), is_moderator=policy.is_moderator(request.user))
        return mark_safe("".join(poll_box(writer, row, level=4 if is_fragment else 2) for row in rows))


class PollCloseView(PollBase):
    """Asks, then ends the poll."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        poll = self.get_poll(pk)
        policy.can_close_poll(request.user, poll).require()
        return render(request, "forum/poll_close.html", {"poll": poll})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        poll = close_poll(actor=request.user, poll=self.get_poll(pk))
        messages.success(request, _("The poll has ended."))
        return redirect(place_of(poll.post))


class PollVotesView(PollBase):
    """Who chose what in an open poll."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        poll = self.get_poll(pk)
        policy.can_read_votes(request.user, poll).require()
        options = list(poll.options.prefetch_related("votes"))
        cards = conf.author_cards(each.user_id for option in options for each in option.votes.all())
        rows = [_row(option, cards) for option in options]
        return render(request, "forum/poll_votes.html", {"poll": poll, "rows": rows})


def _row(option: Any, cards: Any) -> dict[str, Any]:
    """An option with the people who chose it, by name."""
    facts = {name: getattr(option, name) for name in ("text", "begins_at", "ends_at")}
    moments = {name: value.isoformat() if value else None for name, value in facts.items() if name != "text"}
    people = sorted(
        (card_of(cards, each.user_id) for each in option.votes.all()), key=lambda card: card.name.casefold()
    )
    return {"words": option_words(facts | moments), "people": people}
