"""Make unique ids for new items."""

from collections.abc import Callable

from lookalike.files.digest import digest


def fresh_id(name: str, taken: set[str]) -> str:
    """Return a stable unused id for a new item, derived from a name such as its path."""
    attempt = 0
    while True:
        attempted = f"{name}#{attempt}" if attempt else name
        candidate = digest(attempted.encode())[:16]
        if candidate not in taken:
            return candidate
        attempt += 1


def free_id(name: str, is_taken: Callable[[str], bool]) -> str:
    """Return the first such id that is unused."""
    taken = set[str]()
    while is_taken(candidate := fresh_id(name, taken)):
        taken.add(candidate)
    return candidate
