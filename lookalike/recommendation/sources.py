"""What a recommendation starts from: items of a person's events, and examples, with weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lookalike.feedback.event import EventKind
from lookalike.recommendation.query import LeaveOut
from lookalike.types import Item, Vectors

WEIGHTS: dict[EventKind, float] = {"view": 1, "click": 1, "like": 3, "purchase": 4}
MOST_WEIGHT = 6.0  # of one item, however often it was viewed
MOST = 32  # sources of one recommendation: those that weigh most
EXAMPLE = 4.0  # weight of an example, as of a purchase now


@dataclass(frozen=True)
class Source:
    """An item or a picture that a person has to do with."""

    vector: Vectors
    """(dim,), joined parts of length 1."""
    weight: float
    """Above 0, of what is disliked too."""
    kind: str
    """The kind of the strongest event, or `example`."""
    item: Item | None
    """None for a picture."""


@dataclass(frozen=True)
class Taste:
    """Weights of the items that a person has to do with, by id."""

    weights: dict[str, float]
    kinds: dict[str, EventKind]
    """The kind of the event that weighs most."""
    disliked: dict[str, float]
    left_out: frozenset[str]


def taste_of(
    events: Sequence[tuple[EventKind, str, str]], half_life_days: float, leave_out: LeaveOut
) -> Taste:
    """
    Return what events say, each its kind, item and time (ISO 8601), the latest first.

    An event that is t older than the latest weighs 0.5 ** (t / half life): what counts is how they
    compare, so that the answer is the same tomorrow. The latest of `like` and `dislike` counts.
    """
    weights, kinds = dict[str, float](), dict[str, EventKind]()
    disliked, opinion, strongest = dict[str, float](), dict[str, EventKind](), dict[str, float]()
    out = set[str]()
    latest = datetime.fromisoformat(events[0][2]) if events else None
    for kind, item, time in events:
        age = latest - datetime.fromisoformat(time) if latest else timedelta()
        faded = 0.5 ** (age / timedelta(days=1) / half_life_days)
        if kind in ("like", "dislike") and opinion.setdefault(item, kind) != kind:
            continue
        if kind == "dislike":
            disliked[item] = max(faded, disliked.get(item, 0.0))
        if is_left_out(kind, leave_out):
            out.add(item)
        if weight := WEIGHTS.get(kind, 0.0) * faded:
            weights[item] = min(MOST_WEIGHT, weights.get(item, 0.0) + weight)
            if weight > strongest.get(item, 0.0):
                strongest[item], kinds[item] = weight, kind
    liked = {item: weight for item, weight in weights.items() if item not in disliked}
    return Taste(liked, kinds, disliked, frozenset(out))


def is_left_out(kind: EventKind, leave_out: LeaveOut) -> bool:
    """Whether the item of such an event is not recommended."""
    if kind in ("shown", "dislike"):
        return kind == "dislike"
    return leave_out == "seen" or (leave_out == "owned" and kind == "purchase")


def strongest(weights: dict[str, float]) -> list[str]:
    """Return the ids that weigh most, first; equal ones by id."""
    return sorted(weights, key=lambda item: (-weights[item], item))[:MOST]
