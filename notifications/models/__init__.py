from .announcement import Announcement
from .delivery import Delivery, Digest
from .notification import Notification, NotificationEvent
from .preference import KindPreference, MailPreference
from .request import Request

__all__ = [
    "Announcement",
    "Delivery",
    "Digest",
    "KindPreference",
    "MailPreference",
    "Notification",
    "NotificationEvent",
    "Request",
]
