"""Levels of relevance: what a calibrated score means, most relevant first."""

from typing import Final, get_args

from lookalike.errors import QueryError
from lookalike.types import Relevance

LEAST = 50  # items of a collection: of fewer, it cannot be said what their scores mean
LEVELS: Final[tuple[Relevance, ...]] = get_args(Relevance)


def is_at_least(level: Relevance, least: Relevance) -> bool:
    """Whether a level is as relevant as another one, or more."""
    return LEVELS.index(level) <= LEVELS.index(least)


def checked_level(given: object) -> Relevance:
    """Return a level; QueryError for anything else."""
    for level in LEVELS:
        if given == level:
            return level
    raise QueryError(f"min_relevance must be one of {', '.join(LEVELS)}, not {given!r}")
