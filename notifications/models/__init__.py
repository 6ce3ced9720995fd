from .delivery import Delivery, MailPreference
from .notification import Notification, NotificationEvent

__all__ = ["Delivery", "MailPreference", "Notification", "NotificationEvent"]
