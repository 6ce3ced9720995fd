"""No address, socket or command without a rule."""

import sys
from types import ModuleType

import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

from cms.urls import urlpatterns

from .inventory import Route, complaints, existing_routes, listed_routes, permissions


def test_every_route_obeys_a_row_of_the_matrix():
    found = complaints(existing_routes(), listed_routes(), permissions())
    assert not found, "\n".join(["tests/security/routes.csv and the site disagree:", *found])


def test_a_new_address_is_noticed(monkeypatch):
    urls = ModuleType("urls_with_a_new_address")
    urls.urlpatterns = [*urlpatterns, path("forum/neue-idee/", lambda request: HttpResponse(), name="new-idea")]
    monkeypatch.setitem(sys.modules, urls.__name__, urls)
    with override_settings(ROOT_URLCONF=urls.__name__):
        found = complaints(existing_routes(), listed_routes(), permissions())
    assert found == ["url new-idea: no row in routes.csv"]


def test_an_address_without_a_name_is_noticed_by_its_path(monkeypatch):
    urls = ModuleType("urls_with_a_nameless_address")
    urls.urlpatterns = [*urlpatterns, path("forum/<int:pk>/roh/", lambda request, pk: HttpResponse())]
    monkeypatch.setitem(sys.modules, urls.__name__, urls)
    with override_settings(ROOT_URLCONF=urls.__name__):
        found = complaints(existing_routes(), listed_routes(), permissions())
    assert found == ["url /forum/<int:pk>/roh/: no row in routes.csv"]


@pytest.mark.parametrize(
    ("existing", "listed", "complaint"),
    [
        ({Route("socket", "/neu/")}, {}, "socket /neu/: no row in routes.csv"),
        ({Route("command", "export_all")}, {}, "command export_all: no row in routes.csv"),
        (set(), {Route("url", "forum:gone"): ["F01"]}, "url forum:gone: does not exist (any more)"),
        (set(), {Route("url", "old_*"): ["F01"]}, "url old_*: does not exist (any more)"),
        ({Route("url", "a")}, {Route("url", "a"): ["F99"]}, "url a: F99 is no row of permissions.csv"),
        ({Route("url", "a")}, {Route("url", "a"): []}, "url a: names no row"),
        ({Route("url", "a:b")}, {Route("socket", "a:*"): ["F01"]}, "url a:b: no row in routes.csv"),
    ],
)
def test_what_the_inventory_complains_of(existing, listed, complaint):
    assert complaint in complaints(existing, listed, ["F01"])


def test_one_rule_for_a_namespace_and_another_for_an_address_in_it():
    existing = {Route("url", "w:a"), Route("url", "w:b")}
    listed = {Route("url", "w:*"): ["W01"], Route("url", "w:b"): ["W02"]}
    assert complaints(existing, listed, ["W01", "W02"]) == []


def test_the_matrix_is_complete():
    codes = {"Y", "L", "X", "F", "O", "B", "K", "C", "R", "Y2"}
    odd = {
        (row, role): cell for row, cells in permissions().items() for role, cell in cells.items() if cell not in codes
    }
    assert not odd
