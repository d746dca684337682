"""Access rules of a server (keys, host names, origins) from the options of `lookalike serve`."""

import shlex
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from lookalike.errors import InputError

if TYPE_CHECKING:
    from lookalike.server.settings import Settings

KeysOption: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        envvar="LOOKALIKE_KEYS",
        help="The file of API keys, if not the default one.",
    ),
]


@dataclass(frozen=True)
class Access:
    """The access options of the operator."""

    host: str
    keys: Path | None = None
    """None for the file that `lookalike keys` writes."""
    is_open: bool = False
    """No key is required."""
    names: Sequence[str] = ()
    public_urls: Sequence[str] = ()

    def settings(self) -> "Settings":
        """Return the server's settings; InputError if a key is required and none exists."""
        from lookalike.server.keys import Keys
        from lookalike.server.settings import LOOPBACK, Settings

        public = tuple(map(_public_url, self.public_urls))
        is_local = _is_loopback(self.host)
        keys = None
        if not self.is_open and (self.keys is not None or public or not is_local):
            keys = Keys(self.keys or default_keys())
        if keys is not None and not keys.all():
            raise InputError(self._no_keys(keys.path))
        own = () if is_local else (_machine(), f"{_machine()}.local")
        hosts = dict.fromkeys([*LOOPBACK, *own, self.host, *map(_name, self.names)])
        return Settings(
            hosts=tuple(hosts),
            any_address=not is_local,
            public_urls=public,
            keys=keys,
            moves_files=not self.lets_anybody_in,
        )

    @property
    def lets_anybody_in(self) -> bool:
        """Whether other machines can use the server without a key, which calls for a warning."""
        return self.is_open and (bool(self.public_urls) or not _is_loopback(self.host))

    def _no_keys(self, path: Path) -> str:
        at = self.public_urls[0] if self.public_urls else self.host
        where = f" --file {shlex.quote(str(path))}" if self.keys else ""
        return (
            f"serving at {at} requires an API key, and {path} has none; create one: "
            f"lookalike keys add NAME{where}; or let everyone who can reach the server read and "
            "change everything: --open"
        )


def default_keys() -> Path:
    """Return the default key file of this user."""
    return Path(typer.get_app_dir("lookalike")) / "keys.json"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _machine() -> str:
    return socket.gethostname().lower().removesuffix(".local")


def _name(given: str) -> str:
    name = given.strip().lower().removesuffix(".")
    if not name or any(sign in name for sign in "/:@ "):
        raise InputError(f"--name {given!r} is not a host name, such as photos.local")
    return name


def _public_url(given: str) -> str:
    from lookalike.server.middleware.origin import origin_of

    if origin_of(given) is None:
        raise InputError(
            f"--public-url {given!r} is not a URL such as https://photos.example.org; write a "
            "host name that is not ASCII in Punycode: https://xn--..."
        )
    return given
