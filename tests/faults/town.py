"""The people who are told, what they must have been told in the end, and the processes that tell them."""

import contextlib
import os
import subprocess
import threading
import time
from dataclasses import dataclass, field
from uuid import uuid4

from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from cms.demo.child import Child
from forum.enums import Level
from forum.models import Post, Subscription
from forum.tasks import event_id
from notifications.models import Delivery, KindPreference, Notification, NotificationEvent
from notifications.tasks import send_mails
from tests.factories import make_area, make_member, make_municipality, make_thread
from tests.harness.site import Site, wait_for
from tests.performance.client import Client
from tests.performance.people import sign_in

from .post_office import PostOffice

PEOPLE, WITH_MAIL = 560, 40
ALL_DONE = 240  # seconds: a claim of a dead worker runs out after 90, a stalled job goes on after as many
BODY = "<p>Wir haben das im Frühjahr ähnlich gelöst und mit den Vereinen vor Ort besprochen.</p>"


class FaultySite(Site):
    """The site with a mail server that can be told how to behave."""

    def __init__(self, database_url):
        super().__init__(database_url)
        self.post_office = PostOffice()
        self.environment |= {
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "SMTP_PORT": str(self.post_office.port),
        }

    def stop(self):
        super().stop()
        self.post_office.close()

    def start_worker(self, **more):
        """Starts a worker with more in its environment than usual."""
        self.worker.environment = self.environment | more
        Child.start(self.worker)


@contextlib.contextmanager
def supervised(child):
    """Starts a process again when it has died, as systemd does."""
    ends = threading.Event()

    def watch():
        while not ends.wait(0.5):
            if child.has_died():
                Child.start(child)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ends.set()
        thread.join()


@dataclass
class Town:
    """Members who all watch one area; some of them want a mail at once."""

    site: FaultySite
    people: list = field(default_factory=list)

    def __post_init__(self):
        self.municipality = make_municipality()
        self.area = make_area()
        self.author = make_member(self.municipality)
        self.people = [make_member(self.municipality) for _ in range(PEOPLE)]
        self.with_mail = self.people[:WITH_MAIL]
        Subscription.objects.bulk_create(
            Subscription(user=person, area=self.area, level=Level.WATCHING, changed_at=timezone.now())
            for person in self.people
        )
        KindPreference.objects.bulk_create(
            KindPreference(user=person, kind="forum.watched", mail="instant") for person in self.with_mail
        )
        forget_jobs()

    def new_thread(self):
        """A thread everybody is to hear of."""
        return make_thread(self.area, self.author)

    def client(self, person):
        [cookies] = sign_in([person])
        return Client(int(self.site.url.rpartition(":")[2]), cookies)

    def settle(self, patience=ALL_DONE):
        """Until every job is done and every mail has gone out; says how many seconds that took."""
        started = time.monotonic()
        wait_for(lambda: not open_work(), f"still to do: {open_work()}", patience)
        return time.monotonic() - started

    def count(self, posts):
        """(wanted, missing, doubled) events of these posts; of their people only. Rows must agree with events."""
        wanted = {(event_id(post.pk), person.pk) for post in posts for person in self.people if person != post.author}
        events = NotificationEvent.objects.filter(event_id__in={event for event, _ in wanted})
        found = list(events.values_list("event_id", "user"))
        told = Notification.objects.filter(pk__in=events.values("notification"))
        doubled = max(len(found), sum(told.values_list("count", flat=True))) - len(set(found))
        return len(wanted), len(wanted - set(found)), doubled

    def missing_mails(self, posts):
        """Of the people who want mails, the rows about these posts' threads that no mail told of."""
        rows = Notification.objects.filter(user__in=self.with_mail, object_id__in={post.thread_id for post in posts})
        sent = Delivery.objects.filter(notification__in=rows, sent_at__isnull=False)
        arrived = sent.filter(message_id__in=list(self.site.post_office.taken))
        return rows.count() - arrived.values("notification").distinct().count()


class Writers:
    """Members who post one reply after the other, with a key for each, and note what was acknowledged.

    A reply that was refused is sent again with its key, as the form does that comes back with its text.
    """

    def __init__(self, town, thread, people, pause=0.0):
        self.codes, self.acknowledged, self.seconds = [], [], []
        self._ends, self._path, self._pause = threading.Event(), f"{thread.get_absolute_url()}antwort/", pause
        self._threads = [threading.Thread(target=self._write, args=[town.client(each)], daemon=True) for each in people]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._ends.set()
        for thread in self._threads:
            thread.join(60)

    def _write(self, client):
        while not self._ends.is_set():
            key = str(uuid4())
            while not self._send(client, key) and not self._ends.is_set():
                time.sleep(0.3)
            self._ends.wait(self._pause)
        client.close()

    def _send(self, client, key):
        begin = time.perf_counter()
        try:
            client.connection.settimeout(30)
            client.connection.sendall(client.post_bytes(self._path, {"body": BODY, "idempotency_key": key}))
            code = client.receive().status
        except (OSError, EOFError):  # nobody listens: no answer, no promise
            client.close()
            code = 0
        self.codes.append(code)
        self.seconds.append(time.perf_counter() - begin)
        if code == 302:
            self.acknowledged.append(key)
        else:
            client.close()  # an error page does not say its length
        return code == 302

    def posts(self):
        return list(Post.objects.filter(idempotency_key__in=self.acknowledged).select_related("author"))

    @property
    def lost(self):
        return len(set(self.acknowledged)) - len(self.posts())

    @property
    def errors(self):
        return sum(code >= 500 or code == 0 for code in self.codes)

    @property
    def slowest(self):
        return max(self.seconds, default=0)


def open_work():
    """What a worker still has to do, by name. Jobs the clock asks for come again and do not count."""
    jobs = ProcrastinateJob.objects.filter(status__in=("todo", "doing"), task_name__startswith="forum.")
    mails = Delivery.objects.open()
    return {name: count for name, count in (("jobs", jobs.count()), ("mails", mails.count())) if count}


def hurry():
    """Lets the pause of mails that failed be over now, and asks for the run that the clock asks for each minute."""
    Delivery.objects.open().update(due_at=timezone.now())
    with contextlib.suppress(AlreadyEnqueued):
        send_mails.configure(task_kwargs={"timestamp": 0}).defer()


def forget_jobs():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def wait_for_death(child, patience=60):
    """The code with which a process ended."""
    try:
        return child.process.wait(patience)
    except subprocess.TimeoutExpired:
        os.killpg(child.process.pid, 9)
        return None
