from .content import ContentPage, HomePage
from .enquiry import Enquiry
from .news import NewsIndexPage, NewsPage
from .settings import SiteSettings

__all__ = ["ContentPage", "Enquiry", "HomePage", "NewsIndexPage", "NewsPage", "SiteSettings"]
