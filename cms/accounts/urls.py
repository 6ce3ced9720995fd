"""Addresses of /konto/ and /einladungen/.

allauth's views keep allauth's names, because it reverses them; those it does not need here (sign-up, verification) are
not mounted. Everything of our own stands in the namespace ``accounts``.
"""

from allauth.account import views as allauth_views
from django.urls import include, path, re_path

from . import views

account_patterns = [
    path("anmelden/", views.LoginView.as_view(), name="account_login"),
    path("abmelden/", views.LogoutView.as_view(), name="account_logout"),
    path("bestaetigen/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("e-mail/", views.AddressView.as_view(), name="account_email"),
    path("e-mail/bestaetigen/<str:token>/", views.AddressConfirmView.as_view(), name="account_confirm_email"),
    path("passwort/", views.PasswordChangeView.as_view(), name="account_change_password"),
    path("passwort/vergessen/", allauth_views.password_reset, name="account_reset_password"),
    path("passwort/vergessen/gesendet/", allauth_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^passwort/neu/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "passwort/geaendert/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("sitzungen/", views.SessionListView.as_view(), name="usersessions_list"),
]

own_patterns = [
    path("konto/", views.AccountView.as_view(), name="account"),
    path("einladungen/", views.InvitationListView.as_view(), name="invitation-list"),
    path("einladungen/annehmen/<str:token>/", views.InvitationAcceptView.as_view(), name="invitation-accept"),
    path("einladungen/<int:pk>/erneut/", views.InvitationResendView.as_view(), name="invitation-resend"),
    path("einladungen/<int:pk>/zurueckziehen/", views.InvitationRevokeView.as_view(), name="invitation-revoke"),
    path("einladungen/personen/<int:pk>/deaktivieren/", views.PersonDeactivateView.as_view(), name="person-deactivate"),
    path("einladungen/personen/<int:pk>/freischalten/", views.PersonReactivateView.as_view(), name="person-reactivate"),
    path("einladungen/funktionen/<int:pk>/beenden/", views.MandateEndView.as_view(), name="mandate-end"),
]

urlpatterns = [
    path("konto/", include(account_patterns)),
    path("", include((own_patterns, "accounts"))),
]
