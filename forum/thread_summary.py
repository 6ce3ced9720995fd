"""The summary at the head of a thread, and when it must not stand there: it never outlives what it sums up."""

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, TextField, When
from django.db.models.functions import Coalesce

from .enums import Visibility


def summary_facts() -> dict[str, Any]:
    """Annotations of threads: ``summary_html`` of a summary that may be shown, ``summary_is_stale`` of one that must
    not, because a post it sums up was hidden, withdrawn or erased since it was last looked at."""
    from .models import Post

    looked_at = Coalesce(OuterRef("summary_post__edited_at"), OuterRef("summary_post__created_at"))
    gone = Post.objects.filter(thread=OuterRef("pk"), number__lte=OuterRef("summary_until"), removed_at__gt=looked_at)
    gone = gone.exclude(visibility=Visibility.PUBLIC)
    is_public = Q(summary_post__visibility=Visibility.PUBLIC)
    return {
        "summary_is_stale": Case(When(is_public & Q(Exists(gone)), then=True), default=False),
        "summary_html": Case(
            When(is_public & ~Q(Exists(gone)), then=F("summary_post__html")), default=None, output_field=TextField()
        ),
    }
