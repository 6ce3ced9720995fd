from .content import ContentPage
from .enquiry import Enquiry
from .events import EventIndexPage, EventPage
from .front import HomePage
from .news import NewsIndexPage, NewsPage
from .settings import SiteSettings

__all__ = [
    "ContentPage",
    "Enquiry",
    "EventIndexPage",
    "EventPage",
    "HomePage",
    "NewsIndexPage",
    "NewsPage",
    "SiteSettings",
]
