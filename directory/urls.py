from django.urls import path

from . import views

app_name = "directory"
urlpatterns = [
    path("", views.ProfileListView.as_view(), name="profile-list"),
    path("mein-profil/", views.OwnProfileView.as_view(), name="own-profile"),
    path("kommunen/", views.MunicipalityListView.as_view(), name="municipality-list"),
    path("kommunen/<slug:slug>/", views.MunicipalityView.as_view(), name="municipality"),
    path("personen/<slug:slug>/", views.ProfileView.as_view(), name="profile"),
]
