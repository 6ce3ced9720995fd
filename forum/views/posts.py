"""Single posts: permalink, reply, edit, history, withdrawal, answer, reaction."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from forum import conf, policy
from forum.actions.answers import accept_answer, react, release_answer, take_back_reaction
from forum.actions.editing import edit_post, withdraw_post
from forum.actions.files import files_of, files_through_time
from forum.actions.posting import reply
from forum.actions.versions import restore_version
from forum.conf import card_of
from forum.diff import file_diff, text_diff
from forum.draft_forms import draft_initial, published_draft
from forum.enums import ReactionKind, Visibility
from forum.errors import EditConflict, RateLimited
from forum.file_forms import offer_files
from forum.forms import PostEditForm, ReactionForm, ReplyForm, VersionForm
from forum.models import Bookmark, Post, Thread
from forum.poll_forms import changes_poll, poll_form
from forum.post_feed import page_start, post_rows, thread_to_answer
from forum.post_html import PostWriter
from forum.questions import Question, question_before
from forum.template_answers import with_answers
from kit.forms import add_errors
from kit.holding import held, holds_text

from .base import ForumView, add_wait, with_retry_after
from .threads import ThreadView


def place_of(post: Post, thread: Thread | None = None) -> str:
    """The address of a post on its page of the thread."""
    thread = thread or post.thread
    start = page_start(post.number, conf.value("POSTS_PER_PAGE"))
    return f"{thread.get_absolute_url()}{f'?ab={start}' if start > 1 else ''}#b{post.number}"


class PostRedirectView(ForumView):
    """The permalink of a post, for ever; also where the thread was moved or renamed."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return redirect(place_of(self.get_post(pk)))


class ThreadReplyView(ThreadView):
    """Writes a reply; a refused one comes back on the thread page with its text."""

    def get(self, request: HttpRequest, area: str, slug: str, pk: int) -> HttpResponse:
        return redirect(self.get_thread(int(pk)))

    def post(self, request: HttpRequest, area: str, slug: str, pk: int) -> HttpResponse:
        thread = thread_to_answer(request.user, int(pk))
        if thread is None:
            return self.gone(request)
        form = ReplyForm(request.POST, request.FILES)
        if changes_poll(request):
            form.unchecked().receive_files(request)
            return self.again(request, form, pk)
        poll = poll_form(request)
        if not all([form.is_valid(), form.receive_files(request), poll is None or poll.is_valid()]):
            return self.again(request, form, pk, status=422)
        data = form.cleaned_data
        answered = data.get("reply_to")
        target = (
            Post.objects.visible_to(request.user).public().filter(thread=thread, pk=answered).first()
            if answered
            else None
        )
        key, asked = data["idempotency_key"], request.POST.get("asked", "")
        further = poll.new_poll().words if poll else ()
        try:
            if question := question_before(
                request.user, area=thread.area, source=data["body"], key=key, asked=asked, further=further
            ):
                form.keep_key()
                return self.again(request, form, pk, question=question, status=422)
            post = reply(
                actor=request.user,
                thread=thread,
                source=data["body"],
                reply_to=target,
                idempotency_key=data["idempotency_key"],
                files=data["files"] or (),
                draft=published_draft(request, f"reply-{thread.pk}"),
                poll=poll.new_poll() if poll else None,
            )
        except RateLimited as error:
            add_wait(form, error)
            return with_retry_after(self.again(request, form, pk), error)
        except ValidationError as error:
            add_errors(form, error)
            return self.again(request, form, pk, status=422)
        except PermissionDenied as error:
            form.add_error(None, str(error))
            return self.again(request, form, pk, status=403)
        return redirect(place_of(post, thread))

    @staticmethod
    def gone(request: HttpRequest) -> HttpResponse:
        """No such thread for this person (any more): what was written can be kept as a draft of its own."""
        if not holds_text(request):
            raise Http404
        return held(
            request,
            status=404,
            title=_("This thread is no longer available to you"),
            message=_("Your text was not sent. You can copy it here, or keep it as a draft."),
            send_label=_("Save as draft"),
            action=reverse("forum:draft", args=[f"new-{uuid4().hex}"]),
        )

    def again(
        self, request: HttpRequest, form: ReplyForm, pk: int, *, question: Question | None = None, status: int = 200
    ) -> HttpResponse:
        return self.page(request, self.readable_thread(int(pk)), form, question=question, status=status)


class PostActionsView(ForumView):
    """»Weitere Aktionen« of a post: a page of its own, and for the page's script the entries of a menu."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        user, post = request.user, self.get_post(pk)
        is_fragment = request.headers.get("X-Requested-With") == "fetch"
        return render(
            request,
            "forum/post_actions.html#menu" if is_fragment else "forum/post_actions.html",
            {
                "post": post,
                "bookmark": Bookmark.objects.filter(user=user.pk, post=post).first(),
                "can_edit": post.is_public and policy.can_edit_post(user, post),
                "can_withdraw": post.is_public
                and post.author_id == user.pk,  # that page says what may stand against it
                "can_read_history": post.edited_at and policy.can_read_history(user, post),
                "can_report": policy.can_report_post(user, post),
                "can_lock_answer": post.pk == post.thread.accepted_post_id
                and policy.can_lock_answer(user, post.thread),
                "can_hide": post.is_public and policy.can_hide_post(user, post),
                "can_restore": not post.is_public and policy.can_restore_post(user, post),
                "can_erase": post.visibility != Visibility.ERASED and policy.can_erase_post(user, post),
            },
        )


class PostEditView(ForumView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        post = self.get_post(pk)
        policy.can_edit_post(request.user, post).require()
        form = PostEditForm(user=request.user, post=post)
        form.initial["files"] = files_of(post).listed
        form.initial = {**form.initial, **draft_initial(request, f"edit-{post.pk}")}
        return self.page(request, post, form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        post = self.get_post(pk)
        policy.can_edit_post(request.user, post).require()
        form = PostEditForm(request.POST, request.FILES, user=request.user, post=post)
        if not all([form.is_valid(), form.receive_files(request)]):
            return self.page(request, post, form, status=422)
        data = form.cleaned_data
        try:
            post = edit_post(
                actor=request.user,
                post=post,
                source=with_answers(form.answers(), data["body"]),
                edit_count=data["edit_count"],
                reason=data["reason"],
                files=data["files"],
                draft=published_draft(request, f"edit-{post.pk}"),
            )
        except EditConflict:
            return self.conflict(request, post, form)
        except ValidationError as error:
            add_errors(form, error)
            return self.page(request, post, form, status=422)
        return redirect(place_of(post))

    def conflict(self, request: HttpRequest, post: Post, form: PostEditForm) -> HttpResponse:
        """Both texts on one page; sending again overwrites knowingly."""
        current = self.get_post(post.pk)
        form.add_error(None, _("Somebody changed this post while you were writing. Both texts are shown below."))
        form.data = {**request.POST.dict(), "edit_count": str(current.edit_count)}
        return self.page(request, current, form, status=409, current=current)

    @staticmethod
    def page(request: HttpRequest, post: Post, form: PostEditForm, *, status: int = 200, **more: Any) -> HttpResponse:
        offer_files(form, request.user, post)
        return render(
            request,
            "forum/post_edit.html",
            {"post": post, "form": form, "draft_key": f"edit-{post.pk}", **more},
            status=status,
        )


class PostHistoryView(ForumView):
    """Earlier versions of a post, each compared with the next; who moderates makes one of them the text again."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        post = self.get_post(pk)
        policy.can_read_history(request.user, post).require()
        return self.page(request, post)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        post = self.get_post(pk)
        policy.can_restore_version(request.user, post).require()
        form = VersionForm(request.POST)
        if not form.is_valid():
            return HttpResponse(status=400)
        try:
            post = restore_version(actor=request.user, post=post, **form.cleaned_data)
        except EditConflict:
            return self.page(
                request, self.get_post(pk), status=409, errors=[_("Somebody changed this post meanwhile.")]
            )
        except ValidationError as error:
            return self.page(request, post, status=422, errors=error.messages)
        messages.success(request, _("The earlier version is the text of the post again."))
        return redirect(place_of(post))

    @staticmethod
    def page(request: HttpRequest, post: Post, *, status: int = 200, errors: Sequence[str] = ()) -> HttpResponse:
        revisions = list(post.revisions.all())
        texts = [*(revision.text for revision in revisions), post.text]
        files = files_through_time(post, revisions)
        cards = conf.author_cards(revision.editor_id for revision in revisions)
        steps = [
            {
                "number": revision.number,
                "editor": card_of(cards, revision.editor_id),
                "created_at": revision.created_at,
                "reason": revision.reason,
                "changes": text_diff(revision.text, texts[place + 1]),
                "files": file_diff(files[place], files[place + 1]),
            }
            for place, revision in enumerate(revisions)
        ]
        can_restore = policy.can_restore_version(request.user, post)
        context = {"post": post, "steps": steps[::-1], "can_restore": can_restore, "errors": errors}
        return render(request, "forum/post_history.html", context, status=status)


class PostWithdrawView(ForumView):
    """Asks, then takes the author's own post back."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        post = self.get_post(pk)
        policy.can_withdraw_post(request.user, post).require()
        return render(request, "forum/post_withdraw.html", {"post": post})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        post = withdraw_post(actor=request.user, post=self.get_post(pk))
        messages.success(request, _("Your post was withdrawn. The speaker team can restore it for 30 days."))
        thread = Thread.objects.visible_to(request.user).select_related("area").filter(pk=post.thread_id).first()
        return redirect(thread.get_absolute_url() if thread else post.thread.area.get_absolute_url())


class AnswerAcceptView(ForumView):
    """Accepts this post as the answer, or with ``freigeben`` takes that back."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        post = self.get_post(pk)
        if request.POST.get("freigeben"):
            thread = release_answer(actor=request.user, post=post)
        else:
            thread = accept_answer(actor=request.user, post=post)
        return redirect(place_of(post, thread))


class ReactionView(ForumView):
    """Sets or takes back one reaction; answers the page's script with the buttons alone."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        post = self.get_post(pk)
        form = ReactionForm(request.POST)
        if not form.is_valid():
            return HttpResponse(status=400)
        on, off = form.cleaned_data["on"], form.cleaned_data["off"]
        change = react if on else take_back_reaction
        change(actor=request.user, post=post, kind=ReactionKind(on or off))
        if request.headers.get("X-Requested-With") != "fetch":
            return redirect(place_of(post))
        threads = Thread.objects.visible_to(request.user).with_reading_of(request.user)
        thread = get_object_or_404(threads.select_related("area"), pk=post.thread_id)
        rows = post_rows(request.user, thread, first=post.number, last=post.number)
        return HttpResponse(PostWriter(thread, get_token(request)).reactions_of(rows[0]))
