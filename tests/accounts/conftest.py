"""What tests of the accounts share: jobs that run now, and mails as people get them."""

import re

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from cms.accounts.models import Invitation
from tests.factories import make_contact, make_municipality

LIST = "/einladungen/"
NEW_PASSWORD = "Leiter-Wolke-Mappe-4"
LINK = re.compile(r"https?://[^/\s]+(/\S*)")


@pytest.fixture
def run_jobs(db):
    """Runs the accounts' deferred jobs on the test's own connection; returns how many."""

    def run():
        jobs = list(ProcrastinateJob.objects.filter(status="todo", task_name__startswith="accounts.").order_by("pk"))
        for job in jobs:
            app.tasks[job.task_name].func(**job.args)
        with connection.cursor() as cursor:  # procrastinate's models are read-only
            done = [job.pk for job in jobs]
            cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = ANY(%s)", [done])
        return len(jobs)

    return run


def link_in(mail):
    """The path of the first address in a mail that leads further than the home page."""
    return next(path for path in LINK.findall(mail.body) if len(path) > 1)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def invitation_to(town, **changes):
    return {"email": "neu@rathaus.example", "municipality": town.key, "function": "Fachstelle Ehrenamt", **changes}


def acceptance(**changes):
    data = {"first_name": "Oğuz", "last_name": "Öztürk", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    return {**data, **changes}


@pytest.fixture
def town():
    return make_municipality("Rheine")


@pytest.fixture
def contact(town):
    return make_contact(town, first_name="Petra", last_name="Voßkuhl")


@pytest.fixture
def invite(contact, town, run_jobs, mailoutbox):
    """Invites as the contact person; gives the invitation and its link."""

    def act(**changes):
        assert signed_in(contact).post(LIST, invitation_to(town, **changes)).status_code == 302
        run_jobs()
        return Invitation.objects.latest("pk"), link_in(mailoutbox[-1])

    return act
