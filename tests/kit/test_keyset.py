"""Cursors: readable, and harmless where somebody writes their own."""

from datetime import UTC, datetime

import pytest

from kit.keyset import decode_cursor, encode_cursor


def test_a_cursor_comes_back():
    moment = datetime(2026, 11, 23, 9, 38, 1, 123456, tzinfo=UTC)
    assert decode_cursor(encode_cursor(moment, 42)) == (moment, 42)


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "_",
        "2026-11-23T09:38:01+00:00",
        "2026-11-23T09:38:01_5",
        "2026-11-23T09:38:01+00:00_-5",
        "9_" + "9" * 40,
        "2026-13-40T00:00:00+00:00_1",
        "2026-11-23T09:38:01+00:00_5; DROP TABLE",
    ],
)
def test_a_malformed_cursor_is_none(cursor):
    assert decode_cursor(cursor) is None
