"""What is asked of a recommendation: whose taste, among which items, and how many."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from lookalike.errors import QueryError
from lookalike.feedback.event import person
from lookalike.filters.condition import Condition
from lookalike.search.example import ColourExample, Example, examples, parse_example
from lookalike.search.query import Copies, Query
from lookalike.types import Weights

HALF_LIFE_DAYS = 30.0
LeaveOut: TypeAlias = Literal["seen", "owned", "nothing"]


@dataclass(frozen=True)
class RecommendQuery:
    """
    Recommend from `like`, from the events of a `user` or a `session`, or from both.

    With neither, or for a person without events, popular and typical items are recommended.
    """

    like: Example | Sequence[Example] = ()
    """Items as `id:ID`, such as a basket, and pictures; no colours."""
    user: str | None = None
    session: str | None = None
    where: str | Condition | None = None
    """A condition on attributes that all recommended items match."""
    weights: Weights | None = None
    """Weight of each part, on any scale; None for the collection's defaults."""
    limit: int = 10
    offset: int = 0
    copies: Copies = "all"
    group_by: str | None = None
    diverse: float = 0.0
    exclude: str | Sequence[str] = ()
    """As in `Query`, as are those above."""
    leave_out: LeaveOut = "seen"
    """
    Which items of the person's events are left out: `seen` is all but those that were only shown,
    `owned` what was bought. Disliked items always are, and those of `like`.
    """
    half_life_days: float = HALF_LIFE_DAYS
    """An event that is so much older than the latest one counts half as much."""

    def __post_init__(self) -> None:
        checked = self.query
        object.__setattr__(self, "like", examples(checked.like) if examples(self.like) else ())
        object.__setattr__(self, "exclude", checked.exclude)
        if any(isinstance(parse_example(one), ColourExample) for one in examples(self.like)):
            raise QueryError("recommend from items and pictures; a colour can only be searched by")
        if self.user is not None or self.session is not None:
            person(self.user, self.session)
        if self.leave_out not in get_args(LeaveOut):
            known = ", ".join(get_args(LeaveOut))
            raise QueryError(f"leave_out is one of {known}, not {self.leave_out!r}")
        days: object = self.half_life_days
        if not (isinstance(days, int | float) and math.isfinite(days) and days > 0):
            raise QueryError(f"half_life_days is a number above 0, not {days!r}")

    @property
    def query(self) -> Query:
        """The same options of a search; QueryError if one is invalid."""
        like = examples(self.like)
        return Query(
            like=like or ["id:nothing"],
            where=self.where,
            weights=self.weights,
            limit=self.limit,
            offset=self.offset,
            copies=self.copies,
            group_by=self.group_by,
            diverse=self.diverse,
            exclude=self.exclude,
        )
