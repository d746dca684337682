"""Tiers of evidence that two pictures are one, strongest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from lookalike.errors import InputError

Tier: TypeAlias = Literal["identical", "reencoded", "edited", "burst", "similar"]
TIERS: tuple[Tier, ...] = get_args(Tier)
SAME_PICTURE: tuple[Tier, ...] = TIERS[:3]
"""Tiers whose pictures are one; the others show the same thing."""
USUAL: tuple[Tier, ...] = TIERS[:4]


@dataclass(frozen=True)
class Pair:
    """Two items that may be duplicates."""

    one: str
    other: str
    """Ids of items; if two collections are compared, an archive's ids begin with `archive/`."""
    tier: Tier
    confidence: float
    """Estimated probability that the tier, or a stronger one, is right, 0 to 1."""
    why: str
    """The evidence, in a few words."""


def parse_tiers(text: str) -> tuple[Tier, ...]:
    """Parse names of tiers, separated by commas; InputError for an unknown one."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    check_tiers(names)
    return tuple(tier for tier in TIERS if tier in names)


def check_tiers(names: Sequence[str]) -> None:
    """Raise InputError if there is none, or an unknown one."""
    if isinstance(names, str):
        raise InputError(f"tiers must be a list, not one text; write [{names!r}]")
    if unknown := [name for name in names if name not in TIERS]:
        raise InputError(f"there is no tier {unknown[0]!r}; there are: {', '.join(TIERS)}")
    if not names:
        raise InputError(f"name at least one tier: {', '.join(TIERS)}")
