"""Addresses of the speaker team's work: reports, log and areas. Mounted at /moderation/."""

from django.urls import path

from .views import areas, cases, erasing, log, tag_groups, tags

app_name = "moderation"

urlpatterns = [
    path("", cases.CaseListView.as_view(), name="case-list"),
    path("faelle/<int:pk>/", cases.CaseView.as_view(), name="case"),
    path("faelle/<int:pk>/zuweisen/", cases.CaseClaimView.as_view(), name="case-claim"),
    path("faelle/<int:pk>/notiz/", cases.CaseNoteView.as_view(), name="case-note"),
    path("faelle/<int:pk>/abgeben/", cases.CaseReferView.as_view(), name="case-refer"),
    path("faelle/<int:pk>/entscheiden/", cases.CaseDecideView.as_view(), name="case-decide"),
    path("faelle/<int:pk>/bearbeiten/", cases.CaseEditView.as_view(), name="case-edit"),
    path("protokoll/", log.ModerationLogView.as_view(), name="log"),
    path("protokoll/<int:pk>/rueckgaengig/", log.EntryUndoView.as_view(), name="entry-undo"),
    path("loeschen/<int:pk>/", erasing.PostEraseView.as_view(), name="post-erase"),
    path("bereiche/", areas.AreaListView.as_view(), name="area-list"),
    path("bereiche/neu/", areas.AreaCreateView.as_view(), name="area-create"),
    path("bereiche/reihenfolge/", areas.AreaOrderView.as_view(), name="area-order"),
    path("bereiche/<slug:area>/", areas.AreaEditView.as_view(), name="area-edit"),
    path("bereiche/<slug:area>/archiv/", areas.AreaArchiveView.as_view(), name="area-archive"),
    path("bereiche/<slug:area>/personen/", areas.AreaMembersView.as_view(), name="area-members"),
    path("schlagwoerter/", tags.TagListView.as_view(), name="tag-list"),
    path("schlagwoerter/gruppen/", tag_groups.TagGroupListView.as_view(), name="tag-group-list"),
    path("schlagwoerter/gruppen/neu/", tag_groups.TagGroupView.as_view(), name="tag-group-create"),
    path("schlagwoerter/gruppen/<int:pk>/", tag_groups.TagGroupView.as_view(), name="tag-group"),
    path("schlagwoerter/gruppen/<int:pk>/loeschen/", tag_groups.TagGroupDeleteView.as_view(), name="tag-group-delete"),
    path("schlagwoerter/<int:pk>/", tags.TagView.as_view(), name="tag"),
    path("schlagwoerter/<int:pk>/umbenennen/", tags.TagRenameView.as_view(), name="tag-rename"),
    path("schlagwoerter/<int:pk>/synonym/", tags.TagSynonymView.as_view(), name="tag-synonym"),
    path("schlagwoerter/<int:pk>/zusammenfuehren/", tags.TagMergeView.as_view(), name="tag-merge"),
]
