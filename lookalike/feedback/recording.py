"""The methods of a collection that record, show and erase what people did."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # who only searches does not load it
    from lookalike.feedback.event import Event
    from lookalike.feedback.recorded import Recorded
    from lookalike.stores.base import Store


class Recording:
    """Methods of a local collection; a served one has the same."""

    if TYPE_CHECKING:

        @property
        def store(self) -> Store:
            """Where events are kept."""

    def record_events(self, events: "Sequence[Event]") -> "Recorded":
        """
        Record what people did with items; durable when this returns.

        Events of ids that no item has are left out; the result counts them.
        """
        from lookalike.feedback.event import checked_events
        from lookalike.feedback.event_log import record_events

        return record_events(self.store, checked_events(events))

    def events(
        self, user: str | None = None, session: str | None = None, limit: int | None = None
    ) -> "list[Event]":
        """Return the events of a user or a session, the latest first; all, or `limit` of them."""
        from lookalike.feedback.event import checked_limit, person
        from lookalike.feedback.event_log import events_of

        return events_of(self.store, person(user, session))[: checked_limit(limit)]

    def forget_user(self, user: str | None = None, session: str | None = None) -> int:
        """
        Erase the events of a user or a session from all files; return how many there were.

        They are taken off the counts of popular items too.
        """
        from lookalike.feedback.event import person
        from lookalike.feedback.event_log import forget_person

        return forget_person(self.store, person(user, session))
