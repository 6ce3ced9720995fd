"""The permission matrix, cell by cell, through the addresses: who sees, who acts, and what the others are told.

Cells (permissions.csv): Y allowed; L to the login, the same for existing and missing; X 404; F 403 with a reason;
O one's own, else F; B as speaker where readable; K own municipality; C where the group works; 2 with the password
given again; R cases referred to the office.
"""

from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from tests.factories.forum import NO_LIMITS

from .acts import ACTS, Act
from .inventory import listed_routes, permissions
from .tables import changed_since, fingerprint, know_the_sizes, writes
from .world import ACTORS, EX_ACTORS, MISSING, OTHER, OWN, SECRET, build_world

CELLS = permissions()
PENDING = "Aufnahme läuft"
ELSEWHERE = {
    "N01": "test_sockets.py",
    "O04": "test_demo_outbox_exists_in_the_demo_only",
    "F47": "tests/forum/test_feed.py: the address is the right, whoever asks",
    "D13": "commands have no address",
    "O05": "commands have no address",
}
# Wagtail answers a missing right by leading back to its start page.
LEADS_TO = {reverse(settings.LOGIN_URL): "L", reverse("account_reauthenticate"): "2", reverse("wagtailadmin_home"): "F"}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """One world for all cells: each request is rolled back."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with media, django_db_blocker.unblock(), transaction.atomic():
        world = build_world()
        know_the_sizes()
        world.tables = fingerprint()
        yield world
        transaction.set_rollback(True)


@pytest.fixture(scope="module", autouse=True)
def forget_cached_chrome():
    """In one world the frame stays the same for all cells, but for those that write (there the test forgets it)."""
    caches["local"].clear()
    yield
    caches["local"].clear()


@pytest.fixture(autouse=True)
def rolled_back(world, settings):
    settings.FORUM = {**settings.FORUM, **NO_LIMITS}
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def expected(act: Act, actor: str, scope: str) -> str:
    """What the matrix says of one request: Y, L, X, F, or 2 where the password is asked for again first."""
    role = ACTORS[actor]
    cell, for_members = CELLS[act.row][role].rstrip("2"), CELLS[act.row]["M"]
    is_own = scope == OWN or act.is_always_own
    if role in "SED" and is_own and for_members == "O":
        cell = "O"  # speakers, office and administration are members too
    if cell in ("L", "X"):
        return cell
    if cell == "R":
        return "Y" if act.on.startswith("referred") else "X"
    if scope == MISSING or (scope == SECRET and role != "D"):
        return "X"
    if is_own and act.is_never_own:
        return "F"
    if cell in ("K", "O") and not is_own:
        return act.refusal
    if cell == "C" and scope == OTHER and act.scopes == (OWN, OTHER):
        return "F"
    if cell == "F":
        return "F"
    return "2" if act.asks_password else "Y"


def cases():
    """Every role on every object; who has lost a right, where that right made a difference."""
    for number, act in enumerate(ACTS):
        for actor in ACTORS:
            if actor in EX_ACTORS and len({CELLS[act.row][role] for role in EX_ACTORS[actor]}) == 1:
                continue
            for scope in act.scopes:
                if scope == OWN and ACTORS[actor] in "AP":
                    continue  # they own nothing
                yield pytest.param(act, actor, scope, id=f"{act.row}-{number}-{act.name or act.on}-{actor}-{scope}")


@pytest.mark.parametrize(("act", "actor", "scope"), list(cases()))
def test_cell(world, act, actor, scope):
    path, data = act.path(world, actor, scope), act.posted(world, actor, scope)
    client = world.client(actor)
    count = writes()

    response = client.get(path, headers=act.headers) if data is None else client.post(path, data, headers=act.headers)

    written = changed_since(count, world.tables)
    if written:
        caches["local"].clear()  # it may tell of what is rolled back now
    wanted = expected(act, actor, scope)
    assert outcome(response) == wanted, f"{response.status_code} {response.headers.get('Location', '')}"
    if data is None:
        assert not written or path.startswith("/redaktion/"), written  # Wagtail's admin notes what it shows
    else:
        assert bool(written) == (wanted == "Y"), written


def test_every_row_that_has_an_address_is_tried():
    rows = {row for rows in listed_routes().values() for row in rows}
    assert rows - {act.row for act in ACTS} == set(ELSEWHERE)


@pytest.mark.parametrize(
    "path", ["/redaktion/login/", "/redaktion/password_reset/", "/_util/login/", "/en/_util/login/"]
)
def test_there_is_one_login(client, path):
    assert client.get(path).url.startswith("/konto/")


def test_demo_outbox_exists_in_the_demo_only(client):
    assert not settings.IS_DEMO
    assert client.get("/demo/post/").status_code == 404


def outcome(response) -> str:
    """Which code of the matrix an answer is; its status where it is none."""
    if response.status_code in (301, 302):
        return LEADS_TO.get(urlsplit(response.url).path, "Y")
    if PENDING in body(response):
        return "X"
    if response.status_code == 403:
        assert '<html lang="de"' in body(response)
        assert "kn-system" in body(response) or "kn-note" in body(response), "no reason given"
    codes = {200: "Y", 201: "Y", 204: "Y", 401: "L", 403: "F", 404: "X"}
    return codes.get(response.status_code, str(response.status_code))


def body(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode(errors="replace")
