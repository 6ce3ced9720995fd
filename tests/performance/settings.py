"""Production, where it must differ: one machine without TLS, and people who write faster than people may.

The secrets and addresses production asks for come from the environment, set by the runner (run.py).
"""

from datetime import date

from cms.settings.production import *

# The limits stay, so that asking for them costs what it costs, but all three allow what is the most for a day.
MOST_POSTS = 200
FORUM = {
    **FORUM,
    "POSTS_PER_MINUTE": MOST_POSTS,
    "POSTS_PER_HOUR": MOST_POSTS,
    "POSTS_PER_DAY": MOST_POSTS,
    "PRINTS_PER_HOUR": 10**6,
    "SUGGESTIONS_PER_MINUTE": 10**6,
}
MIDDLEWARE = ["tests.performance.statements.StatementsMiddleware", *MIDDLEWARE]
# Nobody's digest is due while other rows are measured: it is that of a day far from this one.
NOTIFICATIONS = dict(NOTIFICATIONS) | {
    "MAIL_DEFAULTS": {"rhythm": "weekly", "digest_weekday": (date.today().weekday() + 3) % 7, "quiet_weekend": False},
}
# A server named by ELASTICSEARCH_URL may have the site's own index, too.
SEARCH = {**SEARCH, "INDEX": "ratschlag-bench", "SEARCHES_PER_MINUTE": 10**6}
