"""The time of day as text, in the form in which stores keep it."""

from datetime import UTC, datetime, timedelta


def now_text(ago: timedelta = timedelta()) -> str:
    """Return the time now, or so long ago: ISO 8601, UTC, whole seconds; sorts by time."""
    return (datetime.now(UTC) - ago).isoformat(timespec="seconds")
