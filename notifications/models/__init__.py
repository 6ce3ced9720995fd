from .delivery import Delivery, Digest
from .notification import Notification, NotificationEvent
from .preference import KindPreference, MailPreference

__all__ = ["Delivery", "Digest", "KindPreference", "MailPreference", "Notification", "NotificationEvent"]
