"""Parse the origin of a request: the site that sent it, from the browser's headers."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

USUAL = {"http": 80, "https": 443}
# Only scheme, host and port: browsers add no user or path.
WRITTEN = re.compile(
    r"(https?)://([a-z0-9._-]+|\[[0-9a-f:.]+(?:%[a-z0-9._~%-]+)?\])(?::([0-9]{1,5}))?",
    re.IGNORECASE | re.ASCII,
)


@dataclass(frozen=True)
class Origin:
    """An origin in lower case; the port is set even if it is the scheme's default."""

    scheme: str
    host: str
    """The host name or address; IPv6 addresses are in brackets."""
    port: int

    @property
    def name(self) -> str:
        """The host without brackets and without a trailing dot."""
        return self.host.strip("[]").removesuffix(".")

    def is_at(self, host: str) -> bool:
        """Whether a `Host` header means this origin, given its scheme."""
        return self == read_origin(f"{self.scheme}://{host}")


def read_origin(text: str) -> Origin | None:
    """Parse `scheme://host` or `scheme://host:port`; None for anything else."""
    found = WRITTEN.fullmatch(text)
    if found is None:
        return None
    scheme, host = found[1].lower(), found[2].lower()
    port = int(found[3]) if found[3] else USUAL[scheme]
    return Origin(scheme, host, port) if 0 < port < 65_536 else None


def origin_of(url: str) -> Origin | None:
    """Return the origin of a URL; None if it is not a URL."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return read_origin(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}")
