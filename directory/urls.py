from django.urls import path

from . import views

app_name = "directory"
urlpatterns = [
    path("", views.PersonListView.as_view(), name="person-list"),
    path("kommunen/", views.MunicipalityListView.as_view(), name="municipality-list"),
    path("kommunen/<slug:slug>/", views.MunicipalityView.as_view(), name="municipality"),
    path("personen/<slug:slug>/", views.PersonView.as_view(), name="person"),
]
