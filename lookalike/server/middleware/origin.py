"""Parse the origin of a request: the site that sent it, from the browser's headers."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

USUAL = {"http": 80, "https": 443}
# Nothing but scheme, name or address, and port: no browser adds a user or a path.
WRITTEN = re.compile(
    r"(https?)://([a-z0-9._-]+|\[[0-9a-f:.]+(?:%[a-z0-9._~%-]+)?\])(?::([0-9]{1,5}))?",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True)
class Origin:
    """In lower case; the port is there although it be the usual one of the scheme."""

    scheme: str
    host: str
    """IPv6 addresses stand in brackets."""
    port: int

    @property
    def name(self) -> str:
        """Of the host, without brackets and without the dot that ends a full name."""
        return self.host.strip("[]").removesuffix(".")

    def is_at(self, host: str) -> bool:
        """Whether this is what a `Host` header names, by the scheme of this origin."""
        return self == read_origin(f"{self.scheme}://{host}")


def read_origin(text: str) -> Origin | None:
    """None for all that is not exactly `scheme://host` or `scheme://host:port`."""
    found = WRITTEN.fullmatch(text)
    if found is None:
        return None
    scheme, host = found[1].lower(), found[2].lower()
    port = int(found[3]) if found[3] else USUAL[scheme]
    return Origin(scheme, host, port) if 0 < port < 65_536 else None


def origin_of(url: str) -> Origin | None:
    """Of the pages at an address, whatever its path; None for what is no address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return read_origin(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}")
