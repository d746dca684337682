"""Which items are popular: by the events of all people."""

from collections.abc import Mapping
from heapq import nsmallest

from lookalike.feedback.event import EventKind
from lookalike.feedback.event_log import popularity
from lookalike.recommendation.sources import WEIGHTS
from lookalike.stores.base import Store

MOST = 1000  # popular items that are known


def most_popular(store: Store) -> list[str]:
    """Return the ids of the items whose events weigh most, first; equal ones by id."""
    sums = {item: _weight(counts) for item, counts in popularity(store).items()}
    liked = [item for item, weight in sums.items() if weight > 0]
    return nsmallest(MOST, liked, key=lambda item: (-sums[item], item))


def _weight(counts: Mapping[EventKind, int]) -> float:
    """Return the sum of the weights of events; a dislike takes a like away."""
    liked = sum(WEIGHTS.get(kind, 0.0) * count for kind, count in counts.items())
    return liked - WEIGHTS["like"] * counts.get("dislike", 0)
