"""What reaches a page without being escaped stands in these lists.

Before something joins them: text of people goes through kit.richtext.clean, code escapes each part, a mail is plain.
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("kit", "forum", "directory", "notifications", "home", "search", "cms")
IN_TEMPLATES = re.compile(r"\|\s*safe(?:seq)?\b|\bautoescape\s+off\b")
IN_PYTHON = re.compile(r"\bmark_safe\b|\bSafeString\(")

TEMPLATES = {
    "cms/templates/accounts/mails/address_changed.txt": 1,
    "cms/templates/accounts/mails/address_confirmation.txt": 1,
    "cms/templates/accounts/mails/invitation.txt": 1,
    "cms/templates/accounts/mails/new_device.txt": 1,
    "cms/templates/accounts/mails/password_changed.txt": 1,
    "cms/templates/accounts/mails/password_reset.txt": 1,
    "cms/templates/accounts/mails/welcome.txt": 1,
    "cms/templates/wagtailadmin/notifications/base.txt": 1,
    "directory/templates/directory/mails/message.txt": 1,
    "forum/templates/forum/case_edit.html": 1,
    "forum/templates/forum/components/case_detail.html": 1,
    "forum/templates/forum/components/draft_conflict.html": 2,
    "forum/templates/forum/components/thread_facts.html": 1,
    "forum/templates/forum/draft.html": 1,
    "forum/templates/forum/draft_refused.html": 1,
    "forum/templates/forum/draft_schedule.html": 1,
    "forum/templates/forum/post_edit.html": 1,
    "forum/templates/forum/thread_summary.html": 1,
    "home/templates/home/mail/enquiry.txt": 1,
    "notifications/templates/notifications/mails/digest.txt": 1,
    "notifications/templates/notifications/mails/footer.txt": 1,
    "notifications/templates/notifications/mails/notification.txt": 1,
}
PYTHON = {
    "cms/chrome.py",
    "cms/office/widgets.py",
    "directory/templatetags/directory.py",
    "forum/area_html.py",
    "forum/file_rows.py",
    "forum/post_html.py",
    "forum/print_html.py",
    "forum/thread_html.py",
    "forum/thread_page_html.py",
    "forum/views/polls.py",
    "kit/holding.py",
    "kit/templatetags/kit.py",
    "notifications/excerpts.py",
    "notifications/row_html.py",
    "notifications/templatetags/notifications.py",
    "search/highlight.py",
    "search/line_html.py",
    "search/page_html.py",
}


def found(pattern, files):
    """How often the pattern stands in the files of our apps, by path; without those where it does not."""
    paths = [path for app in APPS for path in (ROOT / app).rglob(files) if path.is_file()]
    counts = {path.relative_to(ROOT).as_posix(): len(pattern.findall(path.read_text())) for path in paths}
    return {name: count for name, count in counts.items() if count}


def test_templates_escape_all_but_what_is_listed():
    counts = found(IN_TEMPLATES, "templates/**/*")
    changed = {name: counts.get(name, 0) for name in counts | TEMPLATES if counts.get(name) != TEMPLATES.get(name)}
    assert not changed, f"not as often as TEMPLATES says: {changed}"


def test_code_calls_nothing_safe_but_where_it_is_listed():
    changed = sorted(found(IN_PYTHON, "*.py").keys() ^ PYTHON)
    assert not changed, f"new here, or no longer in need of a place in PYTHON: {changed}"
