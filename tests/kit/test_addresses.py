"""Addresses filled in are those the router would give."""

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix
from django.utils import translation

from kit.addresses import address_of, addresses


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("forum:index", ()),
        ("forum:area", ("digitalisierung",)),
        ("forum:thread", ("digitalisierung", "wie-geht-das", 12)),
        ("forum:post", (7,)),
        ("directory:profile", ("petra-vosskuhl",)),
    ],
)
def test_they_are_those_of_the_router(name, args):
    assert address_of(name, *args) == reverse(name, args=args)
    assert addresses(name, *map(type, args))(*args) == reverse(name, args=args)


def test_a_site_below_a_folder_has_its_own():
    at_the_root = address_of("forum:post", 7)
    set_script_prefix("/netz/")
    try:
        assert address_of("forum:post", 7) == f"/netz{at_the_root}"
    finally:
        set_script_prefix("/")
    with translation.override("en"):
        assert address_of("forum:post", 7) == at_the_root


def test_a_route_that_is_not_there_is_said():
    with pytest.raises(NoReverseMatch):
        address_of("forum:nowhere", 7)
    with pytest.raises(NoReverseMatch):
        address_of("forum:post", "seven")
