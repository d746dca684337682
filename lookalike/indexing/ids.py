"""Make unique ids for new items."""

from collections.abc import Callable

from lookalike.files.digest import digest


def fresh_id(name: str, taken: set[str]) -> str:
    """A stable id for a new item: of its name, such as its path, and not one of those taken."""
    attempt = 0
    while True:
        attempted = f"{name}#{attempt}" if attempt else name
        candidate = digest(attempted.encode())[:16]
        if candidate not in taken:
            return candidate
        attempt += 1


def free_id(name: str, is_taken: Callable[[str], bool]) -> str:
    """The first of such ids that is not taken."""
    taken = set[str]()
    while is_taken(candidate := fresh_id(name, taken)):
        taken.add(candidate)
    return candidate
