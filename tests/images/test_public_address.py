"""What a stranger names is read from the open internet only."""

import socket
from typing import Any

import pytest

from lookalike.errors import ImageUnreachable
from lookalike.images.download.connection import Line
from lookalike.images.download.fetch import fetch
from lookalike.images.download.public_address import connect, is_public
from lookalike.images.limits import LIMITS


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "::1", "::", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1",
        "64:ff9b::a01:203", "2002:7f00:1::",
    ],
)  # fmt: skip
def test_an_address_of_another_network_is_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/a.png", "https://[::1]:9/a.png", "http://localhost:9/a.png"]
)
def test_a_private_address_is_not_asked(address: str) -> None:
    with pytest.raises(ImageUnreachable, match="is not a public address"):
        fetch(address, LIMITS, 5.0, public_only=True)


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_: Any, **__: Any) -> list[Any]:
        return [(0, 0, 0, "", (ip, 80)) for ip in ("93.184.215.14", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(PermissionError):
        connect(("two-faced.example", 80), Line(5), public_only=True)
