"""The result types of a check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from lookalike.errors import InputError
from lookalike.types import Item

Kind: TypeAlias = Literal[
    "mislabelled", "outlier", "hub", "blank", "dark", "blurred", "tiny", "unreadable"
]
KINDS: tuple[Kind, ...] = get_args(Kind)
OF_VECTORS: tuple[Kind, ...] = KINDS[:3]
OF_FILES: tuple[Kind, ...] = ("blank", "dark", "blurred", "unreadable")
"""Kinds for which every picture is read."""

MEANINGS: Mapping[Kind, str] = {
    "mislabelled": "most of the nearest items have another label",
    "outlier": "nothing here is like it",
    "hub": "it is among the nearest of very many items",
    "blank": "nearly one colour",
    "dark": "nearly black",
    "blurred": "no fine detail",
    "tiny": "too few pixels",
    "unreadable": "its file cannot be read",
}
FIXES: Mapping[Kind, str] = {
    "mislabelled": "set the right label in your table and index again, or by set_attributes",
    "outlier": "look whether it belongs here; `lookalike remove` takes it out",
    "hub": "hits crowded by few items: `lookalike tune`, or train an encoder on your labels",
    "blank": "`lookalike remove`, or put the real picture in its place",
    "dark": "take the picture again, or brighten it",
    "blurred": "take the picture again, or use a sharper copy",
    "tiny": "use a larger copy",
    "unreadable": "bring the file back and index again, or `lookalike remove`",
}


@dataclass(frozen=True)
class Suspect:
    """An item that may need attention."""

    item: Item
    score: float
    """How certain it is, 0 to 1; comparable within one kind only."""
    why: str
    suggestion: str = ""
    """The label of most of its nearest items; empty for other kinds."""


@dataclass(frozen=True)
class Finding:
    """The items of one kind."""

    kind: Kind
    count: int
    """Number of items found; `suspects` may be fewer."""
    suspects: Sequence[Suspect]
    """The most certain first."""

    def __repr__(self) -> str:
        return f"<Finding: {self.count:,} {self.kind}>"

    @property
    def meaning(self) -> str:
        """What the kind means."""
        return MEANINGS[self.kind]

    @property
    def fix(self) -> str:
        """What to do about it."""
        return FIXES[self.kind]


@dataclass(frozen=True)
class Health:
    """The result of a check."""

    items: int
    """Number of items that were checked."""
    findings: Sequence[Finding]
    """One for each kind of which items were found, in the order of `KINDS`."""
    label: str | None = None
    """The attribute whose labels were checked."""
    balance: Mapping[str, int] | None = None
    """Number of items of each label, the largest first; None if labels were not checked."""
    remarks: Sequence[str] = ()
    """What could not be checked, and why."""
    interrupted: bool = False
    """Stopped before the end: there are no findings."""

    def __repr__(self) -> str:
        said = ", ".join(f"{one.count:,} {one.kind}" for one in self.findings) or "nothing found"
        end = "interrupted" if self.interrupted else said
        return f"<Health of {self.items:,} items: {end}>"


def check_kinds(names: Sequence[str]) -> None:
    """Raise InputError if the list is empty, or a kind is unknown."""
    if isinstance(names, str):
        raise InputError(f"kinds must be a list, not one text; write [{names!r}]")
    if unknown := [name for name in names if name not in KINDS]:
        raise InputError(f"there is no kind {unknown[0]!r}; there are: {', '.join(KINDS)}")
    if not names:
        raise InputError(f"name at least one kind: {', '.join(KINDS)}")


def parse_kinds(text: str) -> tuple[Kind, ...]:
    """Parse names of kinds, separated by commas; InputError for an unknown one."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    check_kinds(names)
    return tuple(kind for kind in KINDS if kind in names)
