"""API keys: a file of names and hashes; knows nothing of HTTP."""

import hashlib
import hmac
import json
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from lookalike.errors import CollectionInUse, InputError
from lookalike.files.durable import write_json
from lookalike.files.lock import take_lock
from lookalike.system.clock import now_text

PREFIX = "lk_"  # lets secret scanners recognise a key in published code
BYTES = 32  # random bytes in a key
LOOK_S = 0.05  # between two checks whether another process has finished its change
LOOKS = 200


class KeysUnreadable(InputError):
    """The key file is damaged or unreadable: all requests are refused."""

    is_news = True
    """False if the problem was reported before and is unchanged."""


@dataclass(frozen=True)
class Key:
    """The stored data of a key, which does not include the key itself."""

    name: str
    """The owner's name."""
    hash: str
    """SHA-256 of the key, 64 hexadecimal digits."""
    made_at: str
    """ISO 8601, UTC."""


class Keys:
    """
    The keys in a file, which is read again when it changes, so that removed keys are refused at
    once.
    """

    def __init__(self, path: Path) -> None:
        """The file `path` need not exist yet."""
        self.path = path
        self._state: tuple[int, int, int] | None = None
        self._keys: tuple[Key, ...] = ()
        self._trouble: tuple[object, str] | None = None  # the file's state, and the error

    def all(self) -> tuple[Key, ...]:
        """Return the keys in order of creation; KeysUnreadable if the file cannot be read."""
        state = None
        try:
            state = self._stat()
            if state != self._state:
                self._keys, self._state = self._read(), state
        except KeysUnreadable as error:
            trouble = state, str(error)
            error.is_news, self._trouble = trouble != self._trouble, trouble
            raise
        self._trouble = None
        return self._keys

    def add(self, name: str) -> str:
        """Create a key and return it; only its hash is stored. InputError if the name is taken."""
        if not name.strip() or not name.isprintable():
            raise InputError("a key needs a name, such as that of the person or program it is for")
        with self._alone():
            keys = self.all()
            if name in {key.name for key in keys}:
                raise InputError(
                    f"there is already a key {name!r}; choose another name, or remove it first: "
                    f"lookalike keys remove {name}"
                )
            secret = PREFIX + secrets.token_urlsafe(BYTES)
            now = now_text()
            self._write((*keys, Key(name, _hash(secret), now)))
        return secret

    def remove(self, name: str) -> None:
        """Revoke the key of this name; InputError if there is none."""
        with self._alone():
            keys = self.all()
            if name not in {key.name for key in keys}:
                there = ", ".join(key.name for key in keys) or "none"
                raise InputError(f"no key {name!r} in {self.path}; there are: {there}")
            self._write(tuple(key for key in keys if key.name != name))

    def owner(self, secret: str) -> str | None:
        """Return the name of a valid key, or None."""
        # A key is 32 random bytes, not a password: a plain hash cannot be guessed back.
        given = _hash(secret)
        found = [key.name for key in self.all() if hmac.compare_digest(key.hash, given)]
        return found[0] if found else None

    def _stat(self) -> tuple[int, int, int] | None:
        try:
            state = self.path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unreadable(error) from error
        return state.st_mtime_ns, state.st_size, state.st_ino

    def _read(self) -> tuple[Key, ...]:
        try:
            found = json.loads(self.path.read_bytes())
            return tuple(_key(one) for one in found["keys"])
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: Exception) -> KeysUnreadable:
        return KeysUnreadable(
            f"the key file {self.path} cannot be read: {error}; until it can, all requests are "
            "refused"
        )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Lock the file against changes by other processes."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock = _lock(self.path.with_name(f".{self.path.name}.lock"))
        except OSError as error:
            raise InputError(f"cannot write {self.path}: {error.strerror}") from error
        with lock:
            yield

    def _write(self, keys: tuple[Key, ...]) -> None:
        try:
            write_json(self.path, {"keys": [asdict(key) for key in keys]}, private=True)
        except OSError as error:
            raise InputError(f"cannot write {self.path}: {error.strerror}") from error


def _lock(path: Path) -> IO[str]:
    for _ in range(LOOKS):
        with suppress(CollectionInUse):
            return take_lock(path)
        time.sleep(LOOK_S)
    return take_lock(path)


def _key(found: dict[str, str]) -> Key:
    """Parse a stored key; ValueError if it is invalid, as an invalid hash would fit no key."""
    key = Key(str(found["name"]), str(found["hash"]), str(found["made_at"]))
    if not re.fullmatch("[0-9a-f]{64}", key.hash):
        raise ValueError(f"the hash of {key.name!r} is not 64 hexadecimal digits")
    return key


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
