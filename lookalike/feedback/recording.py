"""The methods of a collection that record, show and erase what people did."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lookalike.errors import InputError
from lookalike.feedback.event import Event, person
from lookalike.feedback.recorded import Recorded

if TYPE_CHECKING:
    from lookalike.stores.base import Store

MOST = 1_000_000_000


class Recording:
    """Methods of a local collection; a served one has the same."""

    if TYPE_CHECKING:

        @property
        def store(self) -> Store:
            """Where events are kept."""

    def record_events(self, events: Sequence[Event]) -> Recorded:
        """
        Record what people did with items; durable when this returns.

        Events of ids that no item has are left out; the result counts them.
        """
        from lookalike.feedback.event_log import record_events

        return record_events(self.store, checked_events(events))

    def events(
        self, user: str | None = None, session: str | None = None, limit: int | None = None
    ) -> list[Event]:
        """Return the events of a user or a session, the latest first; all, or `limit` of them."""
        from lookalike.feedback.event_log import events_of

        return events_of(self.store, person(user, session))[: checked_limit(limit)]

    def forget_user(self, user: str | None = None, session: str | None = None) -> int:
        """
        Erase the events of a user or a session from all files; return how many there were.

        They are taken off the counts of popular items too.
        """
        from lookalike.feedback.event_log import forget_person

        return forget_person(self.store, person(user, session))


def checked_events(events: Sequence[Event]) -> Sequence[Event]:
    """Return the same; InputError if it is not a list of events."""
    given: object = events
    if not isinstance(given, list | tuple):
        raise InputError("the events must be a list; write [Event(...)]")
    if wrong := [one for one in given if not isinstance(one, Event)]:
        raise InputError(f"give events as Event, not {str(wrong[0])[:80]!r}")
    return events


def checked_limit(limit: int | None) -> int:
    """Return how many events to return at most; InputError if it is below 1."""
    if limit is not None and (isinstance(limit, bool) or limit < 1):
        raise InputError(f"limit must be 1 or more, not {limit}")
    return MOST if limit is None else limit
