from django.urls import path

from . import views

app_name = "directory"
urlpatterns = [
    path("", views.ProfileListView.as_view(), name="profile-list"),
    path("mein-profil/", views.OwnProfileView.as_view(), name="own-profile"),
    path("mein-profil/bearbeiten/", views.ProfileEditView.as_view(), name="profile-edit"),
    path("mein-profil/vorschau/", views.ProfilePreviewView.as_view(), name="profile-preview"),
    path("kommunen/", views.MunicipalityListView.as_view(), name="municipality-list"),
    path("kommunen/<slug:slug>/", views.MunicipalityView.as_view(), name="municipality"),
    path("kommunen/<slug:slug>/bearbeiten/", views.MunicipalityEditView.as_view(), name="municipality-edit"),
    path("mandate/<int:pk>/bearbeiten/", views.MandateEditView.as_view(), name="mandate-edit"),
    path("mein-profil/bestaetigen/", views.ProfileConfirmView.as_view(), name="profile-confirm"),
    path("personen/<slug:slug>/", views.ProfileView.as_view(), name="profile"),
    path("personen/<slug:slug>/nachricht/", views.MessageCreateView.as_view(), name="message-create"),
]
