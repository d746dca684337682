"""Connections to public addresses only: what strangers name must not lead into our own network."""

import socket
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib import request

_TRANSLATED = IPv6Network("64:ff9b::/96")  # IPv4 addresses, of whichever network, in IPv6


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet's."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if isinstance(ip, IPv6Address) and (ip in _TRANSLATED or ip.sixtofour or ip.teredo):
        return False
    return ip.is_global and not ip.is_multicast


def connect_public(
    address: tuple[str, int], timeout: Any = None, source_address: Any = None
) -> socket.socket:
    """As `socket.create_connection`; the name is looked up once, so it cannot change its mind."""
    found = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)
    numbers = [str(entry[4][0]) for entry in found]
    if not numbers or not all(map(is_public, numbers)):
        raise PermissionError(f"{address[0]} is not a public address, and others are not read here")
    return socket.create_connection((numbers[0], address[1]), timeout, source_address)


class _Connection(HTTPConnection):
    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._create_connection = connect_public


class _SecureConnection(HTTPSConnection):
    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self._create_connection = connect_public


class PublicHTTPHandler(request.HTTPHandler):
    """http, to public addresses, after redirects too."""

    def http_open(self, req: request.Request) -> HTTPResponse:
        """Called by urllib."""
        return self.do_open(_Connection, req)


class PublicHTTPSHandler(request.HTTPSHandler):
    """https, to public addresses, after redirects too."""

    def https_open(self, req: request.Request) -> HTTPResponse:
        """Called by urllib."""
        return self.do_open(_SecureConnection, req)
