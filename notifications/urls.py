"""Included at the root of the site: the paths are complete."""

from django.urls import path

from .views import address, announcements, pages, preferences, requests, stand, unsubscribe

app_name = "notifications"
urlpatterns = [
    path("mitteilungen/", pages.NotificationListView.as_view(), name="notification-list"),
    path("mitteilungen/gelesen/", pages.NotificationReadAllView.as_view(), name="notification-read-all"),
    path("mitteilungen/<int:pk>/gelesen/", pages.NotificationReadView.as_view(), name="notification-read"),
    path("mitteilungen/<int:pk>/ungelesen/", pages.NotificationUnreadView.as_view(), name="notification-unread"),
    path("mitteilungen/einstellungen/", preferences.PreferencesView.as_view(), name="mail-settings"),
    path("mitteilungen/einstellungen/pause/", preferences.MailPauseView.as_view(), name="mail-pause"),
    path("mitteilungen/einstellungen/vorschau/", preferences.DigestPreviewView.as_view(), name="digest-preview"),
    path("mitteilungen/abmelden/<str:token>/", unsubscribe.UnsubscribeView.as_view(), name="unsubscribe"),
    path("mitteilungen/bitten/", requests.RequestListView.as_view(), name="request-list"),
    path("mitteilungen/bitten/<int:pk>/ablehnen/", requests.RequestDeclineView.as_view(), name="request-decline"),
    path("mitteilungen/ankuendigung/", announcements.AnnouncementCreateView.as_view(), name="announcement-create"),
    path("mitteilungen/ankuendigung/<int:pk>/", announcements.AnnouncementView.as_view(), name="announcement"),
    path("mitteilungen/adresse/", address.MailAddressView.as_view(), name="mail-address"),
    path("stand/", stand.StandView.as_view(), name="stand"),
]
