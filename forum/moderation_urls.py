"""Addresses of the speaker team's work: the log and the areas. Mounted at /moderation/."""

from django.urls import path

from .views import areas, moderation

app_name = "moderation"

urlpatterns = [
    path("", moderation.ModerationLogView.as_view(), name="log"),
    path("bereiche/", areas.AreaListView.as_view(), name="area-list"),
    path("bereiche/neu/", areas.AreaCreateView.as_view(), name="area-create"),
    path("bereiche/reihenfolge/", areas.AreaOrderView.as_view(), name="area-order"),
    path("bereiche/<slug:area>/", areas.AreaEditView.as_view(), name="area-edit"),
    path("bereiche/<slug:area>/archiv/", areas.AreaArchiveView.as_view(), name="area-archive"),
    path("bereiche/<slug:area>/personen/", areas.AreaMembersView.as_view(), name="area-members"),
]
