"""Allow downloads from public IP addresses only, so that requests cannot reach the own network."""

import socket
from functools import partial
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib import request

from lookalike.images.download.connection import Line, TimedSocket

_TRANSLATED = IPv6Network("64:ff9b::/96")  # IPv4 addresses, of whichever network, in IPv6


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if isinstance(ip, IPv6Address) and (ip in _TRANSLATED or ip.sixtofour or ip.teredo):
        return False
    return ip.is_global and not ip.is_multicast


def connect(address: tuple[str, int], line: Line, public_only: bool = False) -> socket.socket:
    """Connect within the line's time; with `public_only`, PermissionError for private addresses."""
    # The name is looked up once, so that it cannot change in between.
    found = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)
    numbers = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if public_only and not (numbers and all(map(is_public, numbers))):
        raise PermissionError(
            f"{address[0]} is not a public address; private ones are not allowed here"
        )
    failed: OSError = OSError(f"{address[0]} has no address")
    for tried, number in enumerate(numbers):
        within_s = line.left_s() / (len(numbers) - tried)  # a dead one leaves time for the next
        try:
            return socket.create_connection((number, address[1]), within_s)
        except OSError as error:
            failed = error
    raise failed


class HTTPHandler(request.HTTPHandler):
    """http over a line, after redirects too."""

    def __init__(self, line: Line, public_only: bool) -> None:
        super().__init__()
        self._over: dict[str, Any] = {"line": line, "public_only": public_only}

    def http_open(self, req: request.Request) -> HTTPResponse:
        """Called by urllib."""
        return self.do_open(partial(_Connection, **self._over), req)


class HTTPSHandler(request.HTTPSHandler):
    """https over a line, after redirects too."""

    def __init__(self, line: Line, public_only: bool) -> None:
        super().__init__()
        self._over: dict[str, Any] = {"line": line, "public_only": public_only}

    def https_open(self, req: request.Request) -> HTTPResponse:
        """Called by urllib."""
        return self.do_open(partial(_SecureConnection, **self._over), req)


class _OverLine(HTTPConnection):
    """Connects, and waits, no longer than its line has left."""

    def __init__(self, *arguments: Any, line: Line, public_only: bool, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._line, self._public_only = line, public_only
        self._create_connection = self._connected

    def connect(self) -> None:
        """As http.client does."""
        super().connect()
        self._line.hold(self.sock)
        self.sock = TimedSocket(self.sock, self._line)

    def _connected(self, address: tuple[str, int], *_: Any) -> socket.socket:
        connected = connect(address, self._line, self._public_only)
        self._line.hold(connected)
        try:
            connected.settimeout(self._line.left_s())
        except TimeoutError:  # it was cut meanwhile, and nobody else has it to close
            connected.close()
            raise
        return connected


class _Connection(_OverLine, HTTPConnection):
    """Plain."""


class _SecureConnection(_OverLine, HTTPSConnection):
    """Over TLS, whose greeting counts too."""
