"""No test talks to a foreign host."""

import ipaddress
import socket
from collections.abc import Callable

import pytest


def forbid_foreign_connections() -> None:
    """From now on a connection that leaves this machine fails the test that tries it, whatever it catches."""
    for name in ("connect", "connect_ex"):
        setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))


def _guarded(connect: Callable) -> Callable:
    def guarded(self: socket.socket, address):
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address[0]):
            pytest.fail(f"Connection to {address[0]}: tests stay on this machine.")
        return connect(self, address)

    return guarded


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
