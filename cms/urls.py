"""All addresses of the site. German paths; the members' area stands outside the language prefix."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("cms.public_urls")),
    path("", include("cms.accounts.urls")),
    path("", include("cms.welcome.urls")),
    path("uebersicht/", include("cms.dashboard.urls")),
    path("forum/", include("forum.urls")),
    path("moderation/", include("forum.moderation_urls")),
    path("verzeichnis/", include("directory.urls")),
    path("", include("search.urls")),
    path("", include("notifications.urls")),
    path("redaktion/", include("cms.redaktion_urls")),
    path("dokumente/", include(wagtaildocs_urls)),
]

if settings.MAIL_PROVIDER:
    urlpatterns += [path("mail/", include("anymail.urls"))]  # /mail/<provider>/tracking/, guarded by a secret

if settings.IS_DEMO:
    urlpatterns += [path("demo/", include("cms.demo.urls"))]

urlpatterns += i18n_patterns(
    # Wagtail's own login knows no limits against guessing.
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True), name="frontend-login"),
    path("", include("home.urls")),
    path("", include("home.page_urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

handler500 = "cms.health.server_error"
handler429 = "cms.accounts.limits.too_many_requests"  # allauth asks for it
