"""The Atom feed of news. It carries what everybody may read, whoever asks: feed readers know no login."""

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

if TYPE_CHECKING:
    from .models import NewsIndexPage

MOST = 20


def news_feed(request: HttpRequest, index: "NewsIndexPage", news: Any) -> HttpResponse:
    """The newest of these news with title, teaser and link."""
    address = index.get_full_url(request)
    feed = Atom1Feed(
        title=f"{index.title} – {settings.WAGTAIL_SITE_NAME}",
        link=address,
        description=index.intro,
        language=index.locale.language_code,
        feed_url=f"{address}feed.xml",
        author_name=settings.WAGTAIL_SITE_NAME,
    )
    for page in news.select_related("topic")[:MOST]:
        published = timezone.make_aware(datetime.combine(page.published_on, time()))
        feed.add_item(
            title=page.title,
            link=page.get_full_url(request),
            description=page.teaser,
            unique_id=f"urn:uuid:{page.translation_key}",
            pubdate=published,
            updateddate=max(published, page.last_published_at or published),
            categories=[page.topic.name] if page.topic else [],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
