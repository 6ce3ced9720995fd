from .content import ContentPage
from .enquiry import Enquiry
from .event_notice import EventNotice
from .events import EventIndexPage, EventPage
from .faq import FaqEntry
from .front import HomePage
from .members import MembersPage
from .news import NewsIndexPage, NewsPage
from .settings import SiteSettings

__all__ = [
    "ContentPage",
    "Enquiry",
    "EventIndexPage",
    "EventNotice",
    "EventPage",
    "FaqEntry",
    "HomePage",
    "MembersPage",
    "NewsIndexPage",
    "NewsPage",
    "SiteSettings",
]
