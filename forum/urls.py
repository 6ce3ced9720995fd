"""Addresses of the forum. Area slugs may not be one of RESERVED_SLUGS."""

from django.urls import path, re_path

from .views import drafts, moderation, on_demand, people, posts, reading, reports, subscriptions, threads

app_name = "forum"

DRAFT = r"^entwuerfe/(?P<key>new-[0-9a-f]{8,32}|(?:reply|edit|summary)-[0-9]{1,18})/"
THREAD = r"^(?P<area>[-\w]+)/(?P<slug>[-a-z0-9]+)-(?P<pk>[0-9]{1,18})/"

urlpatterns = [
    path("", threads.ThreadListView.as_view(), name="index"),
    path("neu/", threads.ThreadCreateView.as_view(), name="thread-create"),
    path("entwuerfe/", drafts.DraftListView.as_view(), name="draft-list"),
    re_path(DRAFT + "$", drafts.DraftView.as_view(), name="draft"),
    re_path(DRAFT + "loeschen/$", drafts.DraftDeleteView.as_view(), name="draft-delete"),
    path("gelesen/", reading.MarkReadView.as_view(), name="mark-read"),
    path("abonnements/", subscriptions.SubscriptionsView.as_view(), name="subscriptions"),
    path("schlagwort/<str:tag>/abonnieren/", subscriptions.TagLevelView.as_view(), name="tag-level"),
    path("personen/", people.PersonSuggestView.as_view(), name="person-suggest"),
    path("tastenkuerzel/", on_demand.ShortcutsView.as_view(), name="shortcuts"),
    path("beitrag/editor/", on_demand.EditorConfigView.as_view(), name="editor-config"),
    path("beitrag/<int:pk>/", posts.PostRedirectView.as_view(), name="post"),
    path("beitrag/<int:pk>/aktionen/", posts.PostActionsView.as_view(), name="post-actions"),
    path("beitrag/<int:pk>/bearbeiten/", posts.PostEditView.as_view(), name="post-edit"),
    path("beitrag/<int:pk>/verlauf/", posts.PostHistoryView.as_view(), name="post-history"),
    path("beitrag/<int:pk>/zurueckziehen/", posts.PostWithdrawView.as_view(), name="post-withdraw"),
    path("beitrag/<int:pk>/annehmen/", posts.AnswerAcceptView.as_view(), name="answer-accept"),
    path("beitrag/<int:pk>/reaktion/", posts.ReactionView.as_view(), name="reaction"),
    path("beitrag/<int:pk>/melden/", reports.PostReportView.as_view(), name="post-report"),
    path("beitrag/<int:pk>/ausblenden/", moderation.PostHideView.as_view(), name="post-hide"),
    path("beitrag/<int:pk>/wiederherstellen/", moderation.PostRestoreView.as_view(), name="post-restore"),
    re_path(THREAD + "$", threads.ThreadView.as_view(), name="thread"),
    re_path(THREAD + "antwort/$", posts.ThreadReplyView.as_view(), name="thread-reply"),
    re_path(THREAD + "neue/$", threads.ThreadNewPostsView.as_view(), name="thread-new-posts"),
    re_path(THREAD + "bearbeiten/$", threads.ThreadEditView.as_view(), name="thread-edit"),
    re_path(THREAD + "abonnieren/$", subscriptions.ThreadLevelView.as_view(), name="thread-level"),
    re_path(THREAD + "verschieben/$", moderation.ThreadMoveView.as_view(), name="thread-move"),
    re_path(THREAD + "schliessen/$", moderation.ThreadLockView.as_view(), name="thread-lock"),
    re_path(THREAD + "anheften/$", moderation.ThreadPinView.as_view(), name="thread-pin"),
    path("<slug:area>/", threads.AreaThreadListView.as_view(), name="area"),
    path("<slug:area>/neu/", threads.ThreadCreateView.as_view(), name="area-thread-create"),
    path("<slug:area>/abonnieren/", subscriptions.AreaLevelView.as_view(), name="area-level"),
]
