"""Kinds and a stream of an app that exists in these tests only."""

import pytest

from notifications import registry

from .world import STREAM, World


@pytest.fixture(autouse=True)
def world(monkeypatch):
    """The app that tells: what its rows are called, and what is hidden, in this test."""
    world = World()
    monkeypatch.setattr(registry, "_kinds", {kind.name: kind for kind in world.kinds()})
    monkeypatch.setattr(registry, "_streams", {STREAM: world.stream()})
    return world
