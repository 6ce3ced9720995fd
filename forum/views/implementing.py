"""»Machen wir auch so«: since when, and who else does."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from forum import policy
from forum.actions.implementing import say_the_same
from forum.enums import ReactionKind
from forum.implementers import implementers_of

from .base import ForumView

FIRST_YEAR = 1950


class SameForm(forms.Form):
    """Since which year one does the same; not everybody knows."""

    year = forms.IntegerField(
        label=_("Since which year?"),
        required=False,
        min_value=FIRST_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4, "autocomplete": "off"}),
    )

    def clean_year(self) -> int | None:
        year: int | None = self.cleaned_data["year"]
        if year is not None and year > timezone.localdate().year:
            raise forms.ValidationError(_("This year is still to come."))
        return year


class PostSameView(ForumView):
    """Says since which year one's body does what the post says; sets the mark where it is not set."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        post = self.get_post(pk)
        policy.can_react(request.user, post).require()
        mark = post.reactions.filter(user=request.user.pk, kind=ReactionKind.SAME).first()
        form = SameForm(initial={"year": mark.year if mark else None})
        return render(request, "forum/post_same.html", {"post": post, "form": form})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        post = self.get_post(pk)
        policy.can_react(request.user, post).require()
        form = SameForm(request.POST)
        if not form.is_valid():
            return render(request, "forum/post_same.html", {"post": post, "form": form}, status=422)
        say_the_same(actor=request.user, post=post, year=form.cleaned_data["year"])
        return redirect(post)


class ThreadImplementersView(ForumView):
    """Which bodies do the same, since when, and whom one can call there."""

    def get(self, request: HttpRequest, area: str, slug: str, pk: int) -> HttpResponse:
        thread = self.get_thread(int(pk))
        context = {"thread": thread, "implementers": implementers_of(thread)}
        return render(request, "forum/thread_implementers.html", context)
