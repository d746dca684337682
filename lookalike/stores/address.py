"""Where a collection is: read once, where a person wrote it, and passed on as a value."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from lookalike.errors import InputError

FOLDER = "file"  # the scheme of a path
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]+)://")  # two letters or more: C:/ is a path
_COLLAPSED = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]+):/")  # a `Path` makes one stroke of two
_PASSWORD = re.compile(r"(?<=://)([^/@:]*):[^/@]*@")


@dataclass(frozen=True)
class Address:
    """A folder on this machine, or what an engine takes, such as `postgresql://HOST/BASE`."""

    scheme: str
    """Says which store opens it; `file` for a folder."""
    text: str
    """A folder's path; any other address as it was written."""

    def __str__(self) -> str:
        """For people: without a password."""
        return _PASSWORD.sub(r"\1:***@", self.text)

    @property
    def name(self) -> str:
        """What the collection is called where several are served: the last word of its path."""
        if self.scheme == FOLDER:
            return Path(self.text).resolve().name
        parts = urlsplit(self.text)
        return Path(parts.path).name or parts.hostname or parts.scheme

    def resolved(self) -> "Address":
        """A folder's whole path, links followed, so that two addresses of one folder are equal."""
        if self.scheme != FOLDER:
            return self
        return Address(FOLDER, str(Path(self.text).resolve()))

    def holds(self, path: Path) -> bool:
        """Whether a file is one of the collection's own."""
        return self.scheme == FOLDER and path.resolve().is_relative_to(Path(self.text).resolve())


def parse_address(told: "str | Path | Address") -> Address:
    """From what a person wrote: a path, a `file://` address, or `SCHEME://...`."""
    if isinstance(told, Address):
        return told
    if isinstance(told, Path):
        if (found := _COLLAPSED.match(str(told))) and not told.exists():
            raise InputError(f"{told} is no path; give the address as text: '{found[1]}://...'")
        return Address(FOLDER, str(told.expanduser()))
    found = _SCHEME.match(told)
    scheme = found[1].lower() if found else FOLDER
    if scheme != FOLDER:
        return Address(scheme, told)
    path = told[found.end() :] if found else told
    return Address(FOLDER, str(Path(path).expanduser()))
