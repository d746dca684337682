"""An event: a person viewed, clicked, liked, bought or was shown an item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias, get_args

from lookalike.errors import InputError
from lookalike.files.whole_number import whole_number
from lookalike.search.example import bare_id
from lookalike.system.clock import now_text

EventKind: TypeAlias = Literal["view", "click", "like", "dislike", "purchase", "shown"]
KINDS: tuple[EventKind, ...] = get_args(EventKind)
LONGEST = 200  # characters of a user, a session or a model
LONGEST_QUERY = 1000
MOST = 1_000_000_000  # events of a person


@dataclass(frozen=True)
class Event:
    """Something that one person did with one item; InputError if a value is invalid."""

    kind: EventKind
    """`shown`: the item was among the results, whether or not the person looked at it."""
    item: str
    """The id of the item, with or without `id:`; kept without it."""
    user: str | None = None
    """The id of a person; an event has this or a `session`."""
    session: str | None = None
    """The id of a visit of which the person is not known."""
    time: str = ""
    """ISO 8601; kept as UTC to the second. Without a zone it is UTC; empty means now."""
    query: str | None = None
    """What was searched for, where the item was a result."""
    rank: int | None = None
    """Its place among the results, from 1."""
    model: str | None = None
    """Name of what ranked the results."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InputError(
                f"the kind of an event is one of {', '.join(KINDS)}, not {self.kind!r}"
            )
        person(self.user, self.session)
        item: object = self.item
        if not (isinstance(item, str) and bare_id(item)):
            raise InputError(f"the item of an event is the id of an item, not {item!r}")
        object.__setattr__(self, "item", bare_id(item))
        object.__setattr__(self, "time", _utc(self.time))
        if (rank := self.rank) is not None:
            _check_rank(rank)
        for name, most in (("query", LONGEST_QUERY), ("model", LONGEST)):
            _check_text(name, getattr(self, name), most)

    @property
    def person(self) -> str:
        """Who did it: `user:` or `session:` and the id."""
        return person(self.user, self.session)


NAMES = tuple(field.name for field in fields(Event))


def person(user: str | None, session: str | None) -> str:
    """Return `user:` or `session:` with the id; InputError unless exactly one is given."""
    if (user is None) == (session is None):
        raise InputError("say who: a user, or a session of one who is not known, and not both")
    name, given = ("session", session) if user is None else ("user", user)
    if not (isinstance(given, str) and 0 < len(given) <= LONGEST and given.isprintable()):
        said = f"a {name} is a text of 1 to {LONGEST} printable characters"
        raise InputError(f"{said}, not {str(given)[:80]!r}")
    return f"{name}:{given}"


def event_of(given: Mapping[str, Any]) -> Event:
    """Return the event of an object by the names of the fields; null is as if left out."""
    known = {name: value for name, value in given.items() if value is not None}
    if unknown := sorted(known.keys() - set(NAMES)):
        raise InputError(f"an event has no {unknown[0]!r}; it has: {', '.join(NAMES)}")
    if missing := [name for name in ("kind", "item") if name not in known]:
        raise InputError(f"an event needs its {missing[0]}")
    return Event(**known)


def event_object(event: Event) -> dict[str, Any]:
    """Return an event as data that JSON can represent, without what is not known."""
    told = ((name, getattr(event, name)) for name in NAMES)
    return {name: value for name, value in told if value is not None}


def checked_events(events: Sequence[Event]) -> Sequence[Event]:
    """Return the same; InputError if it is not a list of events."""
    given: object = events
    if not isinstance(given, list | tuple):
        raise InputError("the events must be a list; write [Event(...)]")
    if wrong := [one for one in given if not isinstance(one, Event)]:
        raise InputError(f"give events as Event, not {str(wrong[0])[:80]!r}")
    return events


def checked_limit(limit: int | None) -> int:
    """Return how many events to return at most; InputError if it is no number or below 1."""
    return MOST if limit is None else whole_number("limit", limit)


def _utc(time: object) -> str:
    if time == "":
        return now_text()
    try:
        then = datetime.fromisoformat(str(time))
        known = then.replace(tzinfo=UTC) if then.tzinfo is None else then.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InputError(
            f"the time of an event is in ISO 8601, as 2026-05-01T10:15:30Z, not {time!r}"
        ) from None
    return known.isoformat(timespec="seconds")


def _check_rank(given: object) -> None:
    if isinstance(given, bool) or not isinstance(given, int) or given < 1:
        raise InputError(f"the rank of an event is a whole number from 1, not {given!r}")


def _check_text(name: str, given: object, most: int) -> None:
    if given is not None and not (isinstance(given, str) and len(given) <= most):
        said = f"the {name} of an event is text of at most {most:,} characters"
        raise InputError(f"{said}, not {str(given)[:80]!r}")
