"""Results: duplicates, copies of one picture, and files that were moved."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from lookalike.duplicates.tiers import Pair, Tier
from lookalike.types import Item


@dataclass(frozen=True)
class Member(Item):
    """An item of a group."""

    tier: Tier = "identical"
    """The strongest evidence that joins it to another member."""
    size: int = 0
    """Bytes of its file."""
    collection: str = ""
    """The address of its collection, if two are compared."""


@dataclass(frozen=True)
class Group:
    """Items that show one picture, or one scene."""

    tier: Tier
    """The weakest evidence that was needed to join its members."""
    confidence: float
    """Estimated probability that all of them belong together, 0 to 1."""
    why: str
    why_best: str
    members: Sequence[Member]
    """All members, the best first."""
    pairs: Sequence[Pair]
    """The pairs that join the members, the strongest evidence first."""

    @property
    def best(self) -> Member:
        """The one to keep, by resolution, detail, compression, format and metadata."""
        return self.members[0]

    @property
    def freed(self) -> int:
        """Bytes of the files of all but the best."""
        return sum(member.size for member in self.members[1:])

    def __repr__(self) -> str:
        said = f"{len(self.members)} items, {self.tier} ({self.confidence:.3f}): {self.why}"
        return f"<Group of {said}; best {self.best.id!r}>"


@dataclass(frozen=True)
class Duplicates:
    """The result of a search for duplicates."""

    groups: Sequence[Group]
    """Strongest evidence first; of equal ones, those that free most first."""
    items: int
    """Number of items that were compared."""
    remarks: Sequence[str] = ()
    """What could not be done, and why."""
    interrupted: bool = False
    """Stopped before the end: there are no groups; thumbprints that were read are kept."""

    def __repr__(self) -> str:
        tiers = Counter(group.tier for group in self.groups)
        said = [f"{count:,} {tier}" for tier, count in tiers.items()]
        found = f"{len(self.groups):,} groups" + (f" ({', '.join(said)})" if said else "")
        end = ", interrupted" if self.interrupted else ""
        return f"<Duplicates: {found} among {self.items:,} items{end}>"


@dataclass(frozen=True)
class Copy:
    """A picture that the collection had already."""

    item: Item
    """The existing item."""
    tier: Tier
    confidence: float
    """Estimated probability that both are one picture, 0 to 1."""
    why: str
    new: Item | None = None
    """The new item; None if the picture is an example, and no item."""

    def __str__(self) -> str:
        """Say it in a sentence, such as `a.jpg is b.jpg saved again`."""
        new, known = "it" if self.new is None else _name(self.new), _name(self.item)
        if self.tier == "identical":
            return f"{new} has the same bytes as {known}"
        if self.tier == "reencoded":
            return f"{new} is {known} saved again"
        return f"{new} is {known} edited: {self.why}"

    def as_object(self) -> dict[str, Any]:
        """Return it for JSON: `id` and `source` of the existing item, `new` of the other."""
        return {
            "id": self.item.id,
            "source": self.item.source,
            "tier": self.tier,
            "confidence": self.confidence,
            "why": self.why,
            "new": self.new.id if self.new else None,
            "new_source": self.new.source if self.new else None,
        }


def _name(item: Item) -> str:
    return str(item.attributes.get("name") or PurePath(item.source).name)


@dataclass(frozen=True)
class Moved:
    """The result of moving files to a quarantine, or back."""

    manifest: Path
    """The file that lists what was moved, or the folder of several; for a server, a path there."""
    ids: Sequence[str]
    """Items that were moved."""
    failed: Sequence[str] = ()
    """What could not be moved, and why."""

    def __repr__(self) -> str:
        failed = f", {len(self.failed):,} failed" if self.failed else ""
        return f"<Moved: {len(self.ids):,} files{failed}, by {str(self.manifest)!r}>"

    @property
    def action(self) -> str:
        """The name of the action, for `undo_quarantine` of a collection."""
        return self.manifest.parent.name


@dataclass(frozen=True)
class Action:
    """Files that were moved to a collection's quarantine together, and are still there."""

    name: str
    """Time of the move, UTC: `2026-05-01T101530.123456Z`."""
    files: int
    """Number of files."""
