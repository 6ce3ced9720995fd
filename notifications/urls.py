"""Included at the root of the site: the paths are complete."""

from django.urls import path

from .views import pages, stand, unsubscribe

app_name = "notifications"
urlpatterns = [
    path("mitteilungen/", pages.NotificationListView.as_view(), name="notification-list"),
    path("mitteilungen/gelesen/", pages.NotificationReadAllView.as_view(), name="notification-read-all"),
    path("mitteilungen/<int:pk>/gelesen/", pages.NotificationReadView.as_view(), name="notification-read"),
    path("mitteilungen/<int:pk>/ungelesen/", pages.NotificationUnreadView.as_view(), name="notification-unread"),
    path("mitteilungen/einstellungen/", pages.MailSettingsView.as_view(), name="mail-settings"),
    path("mitteilungen/abmelden/<str:token>/", unsubscribe.UnsubscribeView.as_view(), name="unsubscribe"),
    path("stand/", stand.StandView.as_view(), name="stand"),
]
