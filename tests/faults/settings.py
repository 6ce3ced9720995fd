"""Tests, where waiting would prove nothing and limits would get in the way."""

from cms.settings.test import *

NOTIFICATIONS = {**NOTIFICATIONS, "MAIL_DELAY_MINUTES": 0, "MAX_MAILS_A_DAY": 10_000, "MAX_MAILS_OF_A_CAUSE": 10_000}
FORUM = {**FORUM, "POSTS_PER_MINUTE": None, "POSTS_PER_HOUR": None, "POSTS_PER_DAY": None}
MAILERS["default"]["OPTIONS"]["timeout"] = 3
