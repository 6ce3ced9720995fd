"""Kinds and a stream of an app that exists in these tests only."""

import pytest

from notifications import registry
from tests.harness.database import copied_database

from .world import STREAM, World


@pytest.fixture(scope="module")
def live_database(django_db_setup, django_db_blocker):
    """A database for a module whose server works in threads of its own; its tests tell apart what is theirs."""
    with django_db_blocker.unblock(), copied_database("live"):
        yield


@pytest.fixture(autouse=True)
def world(monkeypatch):
    """The app that tells: what its rows are called, and what is hidden, in this test."""
    world = World()
    monkeypatch.setattr(registry, "_kinds", {kind.name: kind for kind in world.kinds()})
    monkeypatch.setattr(registry, "_streams", {STREAM: world.stream()})
    return world
