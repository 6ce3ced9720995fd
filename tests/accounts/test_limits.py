"""How often one may try, counted in PostgreSQL, also by many at once."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from cms.accounts.cache import PostgresCache
from tests.factories import PASSWORD, make_member

LOGIN = "/konto/anmelden/"
WRONG = "Falsches-Wort-99"
LOCKED = "innerhalb von fünf Minuten fünf falsche Versuche"


def guess(client, email, password=WRONG, **extra):
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


@pytest.mark.django_db
def test_the_sixth_wrong_guess_is_refused_and_says_why(client):
    member = make_member()
    assert [guess(client, member.email).status_code for _ in range(5)] == [200] * 5
    sixth = guess(client, member.email)
    assert sixth.status_code == 429
    assert sixth["Retry-After"] == "300"
    assert LOCKED in sixth.content.decode()
    assert guess(client, member.email, PASSWORD).status_code == 429, "not even the right one gets through now"


@pytest.mark.django_db
def test_unknown_addresses_are_locked_in_the_same_way(client):
    answers = [guess(client, "niemand@rathaus.example") for _ in range(6)]
    assert [each.status_code for each in answers] == [200] * 5 + [429]
    assert LOCKED in answers[-1].content.decode()


@pytest.mark.django_db
def test_other_accounts_are_not_locked(client):
    locked, free = make_member(), make_member()
    for _ in range(6):
        guess(client, locked.email)
    assert guess(client, free.email, PASSWORD).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    "variant",
    [
        lambda n, email: (email.upper() if n % 2 else email, {}),
        lambda n, email: (f"{' ' * n}{email}", {}),
        lambda n, email: (email, {"headers": {"host": f"testserver:{8000 + n}"}}),
        lambda n, email: (email, {"headers": {"host": "localhost" if n % 2 else "127.0.0.1"}}),
        lambda n, email: (email, {"headers": {"x-forwarded-for": f"198.51.100.{n}"}}),
        lambda n, email: (email, {"REMOTE_ADDR": f"198.51.100.{n}"}),
    ],
    ids=["case", "blanks", "port of the host", "host", "forged proxy header", "many computers"],
)
def test_no_way_around_the_limit_of_one_account(client, variant):
    member = make_member()
    for number in range(5):
        address, extra = variant(number, member.email)
        assert guess(client, address, **extra).status_code == 200
    address, extra = variant(5, member.email)
    assert guess(client, address, **extra).status_code == 429


@pytest.mark.django_db
def test_a_login_in_between_does_not_reset_the_count():
    member = make_member()
    for _ in range(4):
        guess(Client(), member.email)
    assert guess(Client(), member.email, PASSWORD).status_code == 302
    assert guess(Client(), member.email).status_code == 200
    assert guess(Client(), member.email).status_code == 429


@pytest.mark.django_db
def test_a_hundred_logins_from_one_address_pass():
    members = [make_member() for _ in range(100)]
    assert [guess(Client(), member.email, PASSWORD).status_code for member in members] == [302] * 100


@pytest.mark.django_db
def test_one_address_cannot_guess_at_hundreds_of_accounts(client):
    answers = [guess(client, f"person{number}@rathaus.example").status_code for number in range(101)]
    assert answers == [200] * 100 + [429]


@pytest.mark.django_db
def test_reset_mails_to_one_address_are_two_an_hour_and_the_answer_stays_the_same(client, run_jobs, mailoutbox):
    member = make_member()
    answers = [client.post("/konto/passwort/vergessen/", {"email": member.email}) for _ in range(3)]
    assert {(each.status_code, each["Location"]) for each in answers} == {(302, "/konto/passwort/vergessen/gesendet/")}
    run_jobs()
    assert len(mailoutbox) == 2


@pytest.mark.django_db
def test_reset_mails_to_many_addresses_from_one_computer_are_limited_in_silence(client):
    addresses = [f"person{number}@rathaus.example" for number in range(101)]
    answers = [client.post("/konto/passwort/vergessen/", {"email": each}) for each in addresses]
    assert {each.status_code for each in answers} == {302}
    assert ProcrastinateJob.objects.filter(task_name="accounts.send_password_reset").count() == 100


@pytest.mark.django_db
def test_no_address_stands_in_the_counters(client):
    guess(client, "wer@rathaus.example")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(*) FILTER (WHERE cache_key LIKE '%wer@%') FROM ratschlag_cache")
        total, with_address = cursor.fetchone()
    assert total
    assert not with_address


@pytest.mark.django_db
def test_counters_outlive_any_number_of_other_entries(client):
    member = make_member()
    for _ in range(5):
        guess(client, member.email)
    for number in range(500):  # Django's own backend culls at 300
        caches["default"].set(f"entry{number}", "x", 600)
    assert guess(client, member.email).status_code == 429


@pytest.mark.django_db
class TestCache:
    def test_is_the_default_one_on_an_unlogged_table(self):
        assert isinstance(caches["default"], PostgresCache)
        with connection.cursor() as cursor:
            cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'ratschlag_cache'")
            assert cursor.fetchone() == ("u",)

    def test_add_succeeds_once_until_it_has_expired(self):
        cache = caches["default"]
        assert cache.add("lock", 1, 60)
        assert not cache.add("lock", 2, 60)
        assert cache.get("lock") == 1
        cache.set("lock", 3, -1)
        assert cache.get("lock") is None
        assert cache.add("lock", 4, 60)
        cache.set("lock", 5, None)
        assert cache.get("lock") == 5

    def test_touch_and_prune(self):
        cache = caches["default"]
        cache.set("old", "x", -1)
        cache.set("young", "x", 60)
        assert cache.touch("young", 120)
        assert not cache.touch("old", 120)
        assert not cache.touch("never", 120)
        assert cache.prune() == 1
        assert cache.get("young") == "x"

    def test_change_replaces_what_is_there_and_forgets_what_has_expired(self):
        cache = caches["default"]
        cache.change("list", lambda value: [*(value or []), 1], 60)
        cache.change("list", lambda value: [*(value or []), 2], 60)
        assert cache.get("list") == [1, 2]
        cache.set("list", [3], -1)
        cache.change("list", lambda value: [*(value or []), 4], 60)
        assert cache.get("list") == [4]

    def test_one_statement_per_write(self, django_assert_num_queries):
        cache = caches["default"]
        with django_assert_num_queries(1):
            cache.set("a", 1)
        with django_assert_num_queries(1):
            cache.add("b", 1)
