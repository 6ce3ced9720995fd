"""The public site: the pages every installation starts with, and some news."""

from datetime import timedelta
from typing import Any

from home.models import NewsIndexPage, NewsPage
from home.starter import create_starter_pages

from .world import World, document


def seed_website(world: World) -> None:
    """Writes the starter pages and the news below them."""
    home = create_starter_pages()
    index = NewsIndexPage.objects.child_of(home).get()
    for entry in sorted(document("news.yaml")["news"], key=lambda entry: -entry["days_ago"]):
        index.add_child(instance=_news(world, entry))


def _news(world: World, entry: dict[str, Any]) -> NewsPage:
    return NewsPage(
        slug=entry["slug"],
        title=entry["title"],
        teaser=entry["teaser"],
        published_on=(world.now - timedelta(days=entry["days_ago"])).date(),
        body=[_block(kind, value) for part in entry["body"] for kind, value in part.items()],
    )


def _block(kind: str, value: Any) -> tuple[str, Any]:
    match kind:
        case "heading":
            return kind, {"text": value, "level": "h2"}
        case "note":
            return kind, {"title": value[0], "text": value[1]}
        case "quote":
            return kind, {"text": value, "source": ""}
        case "buttons":
            return kind, {"links": [{"label": label, "page": None, "url": url} for label, url in value]}
        case _:
            return kind, value
