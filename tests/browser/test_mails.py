"""Mails as a browser draws them: no accessibility finding in light and dark, and no sideways scrolling on a phone."""

import pytest
from django.db import transaction

from tests.cms.mail_samples import all_mails

LOOKED_AT = ("digest", "forum.answer", "notifications.announcement", "invitation")


@pytest.fixture(scope="module")
def mails(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield {name: mail.alternatives[0][0] for name, mail in all_mails().items()}
        transaction.set_rollback(True)


@pytest.fixture
def page(browser):
    """A mail needs no site behind it."""
    page = browser.new_page()
    yield page
    page.close()


def test_every_mail_fits_a_phone(mails, page):
    page.set_viewport_size({"width": 320, "height": 640})
    for name, html in mails.items():
        page.set_content(html)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name


@pytest.mark.parametrize("name", LOOKED_AT)
def test_mails_are_accessible(mails, page, axe, name):
    page.set_content(mails[name])
    axe(page)
