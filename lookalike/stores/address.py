"""Parse the address of a collection, once, where a person gave it."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from lookalike.errors import InputError
from lookalike.files.local_path import NO_PATH
from lookalike.files.passwords import without_passwords
from lookalike.files.scheme import scheme_of

FOLDER = "file"  # the scheme of a path
_COLLAPSED = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]+):/")  # a `Path` makes one stroke of two


@dataclass(frozen=True)
class Address:
    """A local folder, or the address of a database, such as `postgresql://HOST/BASE`."""

    scheme: str
    """Selects the store; `file` for a folder."""
    text: str
    """A folder's path; any other address as it was given."""

    def __str__(self) -> str:
        """Return the address for display, without a password."""
        return without_passwords(self.text)

    @property
    def name(self) -> str:
        """The collection's name on a server: the last component of the path."""
        if self.scheme == FOLDER:
            return Path(self.text).resolve().name
        parts = urlsplit(self.text)
        return Path(parts.path).name or parts.hostname or parts.scheme

    def resolved(self) -> "Address":
        """
        Return the absolute path of a folder with links resolved, so that equal folders compare
        equal.
        """
        if self.scheme != FOLDER:
            return self
        return Address(FOLDER, str(Path(self.text).resolve()))

    def beside(self, suffix: str) -> Path | None:
        """Return a path beside the collection's folder, `shop SUFFIX` for `shop`; None without."""
        if self.scheme != FOLDER:
            return None
        folder = Path(self.text).resolve()
        return folder.with_name(f"{folder.name} {suffix}")

    def holds(self, path: Path) -> bool:
        """Whether a file belongs to the collection itself."""
        return self.scheme == FOLDER and path.resolve().is_relative_to(Path(self.text).resolve())


def parse_address(told: "str | Path | Address") -> Address:
    """Parse a path, a `file://` address, or `SCHEME://...`."""
    if isinstance(told, Address):
        return told
    if isinstance(told, Path):
        if (found := _COLLAPSED.match(str(told))) and not told.exists():
            raise InputError(f"{told} is no path; give the address as text: '{found[1]}://...'")
        return Address(FOLDER, str(told.expanduser()))
    written = scheme_of(told)
    scheme = written.lower() or FOLDER
    if scheme != FOLDER:
        return Address(scheme, told)
    path = told.removeprefix(f"{written}://") if written else told
    if not path:
        raise InputError(NO_PATH)
    if (shown := without_passwords(path)) != path and not Path(path).exists():
        if begun := _COLLAPSED.match(shown):
            scheme, rest = begun[1], shown[begun.end() :]
        else:
            scheme, rest = "SCHEME", shown.lstrip("/:")
        raise InputError(
            f"{shown} has a password, but no SCHEME://; write {scheme}://{rest} for an address, or "
            f"./ before it for a folder"
        )
    return Address(FOLDER, str(Path(path).expanduser()))
