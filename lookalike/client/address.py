"""Parse the address of a server or of one of its collections."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from lookalike.errors import InputError

COLLECTIONS = "/v1/collections"


@dataclass(frozen=True)
class Address:
    """The address of a server, with the name of one of its collections if it has one."""

    scheme: str
    """`http` or `https`."""
    host: str
    port: int | None
    prefix: str
    """The path before `/v1`, if a proxy in front of the server adds one."""
    collection: str | None = None

    @property
    def is_here(self) -> bool:
        """Whether it is a loopback address, so the server is on this machine."""
        return self.host in ("localhost", "::1") or self.host.startswith("127.")

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port is None else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.prefix}"


def is_served(address: str) -> bool:
    """Whether an address is a server's, not a folder's."""
    return address.lower().startswith(("http://", "https://"))


def parse_address(text: str) -> Address:
    """Parse `http://HOST:PORT`, with or without `/v1/collections/NAME`; else InputError."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise InputError(f"cannot read the address {text!r}: {error}") from error
    if not is_served(text) or not parts.hostname:
        raise InputError(f"{text!r} is not the address of a server; write http://HOST:PORT")
    prefix, found, name = parts.path.partition(f"{COLLECTIONS}/")
    collection = unquote(name.strip("/")) if found else ""
    return Address(parts.scheme, parts.hostname, port, prefix.rstrip("/"), collection or None)
