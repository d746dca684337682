"""Find the pictures that a collection holds twice."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from lookalike.collection import Collection
from lookalike.duplicates.best import Shot, reason
from lookalike.duplicates.candidates import Candidates, candidates
from lookalike.duplicates.decisions import distinct_pairs, is_distinct
from lookalike.duplicates.groups import Joined, join
from lookalike.duplicates.judge import judge, with_time
from lookalike.duplicates.pictures import Pictures, quality_of
from lookalike.duplicates.quality import UNMEASURED
from lookalike.duplicates.scan import (
    PAGE,
    OnStep,
    Scan,
    add_prints,
    first_of_each,
    identical,
    on_threads,
    read_scan,
)
from lookalike.duplicates.tiers import SAME_PICTURE, TIERS, USUAL, Pair, Tier
from lookalike.errors import MissingExtra
from lookalike.extras import need
from lookalike.filters.condition import Condition
from lookalike.types import Item

SIMILAR = 0.93  # score from which pictures are similar
WITHOUT_OPENCV = (
    "crops, frames and small turns are not found: "
    "they need OpenCV, by pip install 'lookalike[duplicates]'"
)


@dataclass(frozen=True)
class Group:
    """Items that show one picture, or one scene."""

    tier: Tier
    """The weakest evidence that was needed to join its members."""
    confidence: float
    """Estimated probability that all of them belong together, 0 to 1."""
    why: str
    best: Item
    """The one to keep, by resolution, detail, compression, format and metadata."""
    why_best: str
    members: Sequence[Item]
    """All items, the best first."""
    freed: int
    """Bytes of the files of all but the best."""
    pairs: Sequence[Pair]
    """The pairs that join the members, the strongest evidence first."""

    def tier_of(self, item_id: str) -> Tier:
        """Return the strongest evidence that joins a member to another one."""
        return next(pair.tier for pair in self.pairs if item_id in (pair.one, pair.other))


@dataclass(frozen=True)
class Duplicates:
    """The result of a search for duplicates."""

    groups: Sequence[Group]
    """The strongest evidence first, and of equal ones those that free most."""
    items: int
    """Number of items that were looked at."""
    remarks: Sequence[str] = ()
    """What could not be done, and why."""


def find_duplicates(
    collection: Collection,
    where: str | Condition | None = None,
    tiers: Sequence[Tier] = USUAL,
    on_step: OnStep = lambda step, done, total: None,
    threads: int | None = None,
) -> Duplicates:
    """
    Return groups of items that are one picture, or one scene, among all that match.

    Files are read where the collection does not know enough yet; what is learned of them is kept.
    Pictures that cannot be read are compared by their digest alone.
    """
    condition = collection.condition(where)
    scan = read_scan(collection, condition)
    pairs = list(identical(scan))
    remarks = []
    if set(tiers) - {"identical"}:
        first = first_of_each(scan)
        cv2 = _opencv() if "edited" in tiers or "burst" in tiers else None
        if cv2 is None and "edited" in tiers:
            remarks.append(WITHOUT_OPENCV)
        pictures = Pictures(collection, cv2)
        missing = [i for i in first if not scan.has_print[i]]
        add_prints(collection, scan, missing, on_step, threads)
        found = candidates(collection, scan, first, tiers, condition, on_step)
        pairs += _judged(scan, found, pictures, on_step, threads)
        if pictures.unread:
            remarks.append(f"{pictures.unread:,} pictures could not be read")
    decided = distinct_pairs(collection.store)
    kept = [p for p in pairs if p.tier in tiers and not is_distinct(p.one, p.other, decided)]
    return Duplicates(_groups(collection, kept, threads), len(scan.ids), tuple(remarks))


def _opencv() -> Any:
    try:
        cv2 = need("cv2", extra="duplicates")
    except MissingExtra:
        return None
    cv2.setNumThreads(1)  # pictures are compared on threads of ours
    return cv2


def _judged(
    scan: Scan,
    chosen: Candidates,
    pictures: Pictures,
    on_step: OnStep,
    threads: int | None,
) -> Iterator[Pair]:
    """Look at the pictures of each pair; in the order of the rows, so that few are read twice."""

    def look(at: tuple[int, int]) -> Pair | None:
        ids = scan.ids[at[0]], scan.ids[at[1]]
        orientation, is_mirrored, score = chosen[at]
        one, other = pictures.get(ids[0]), pictures.get(ids[1])
        if one is not None and other is not None:
            apart_s = abs(float(scan.times[at[0]] - scan.times[at[1]]))
            found = with_time(judge(one, other, orientation, is_mirrored), apart_s)
            if found.tier is not None:
                return Pair(*ids, found.tier, found.probability, found.why)
        if score >= SIMILAR:
            return Pair(*ids, "similar", min(score, 1.0), f"similarity {score:.2f}")
        return None

    order = sorted(chosen)
    for number, (_, pair) in enumerate(on_threads(look, order, threads), start=1):
        if pair is not None:
            yield pair
        if not number % PAGE or number == len(order):
            on_step("comparisons", number, len(order))


def _groups(collection: Collection, pairs: Sequence[Pair], threads: int | None) -> list[Group]:
    ids = sorted({i for pair in pairs for i in (pair.one, pair.other)})
    records = [
        record
        for start in range(0, len(ids), PAGE)
        for record in collection.store.get(ids[start : start + PAGE])
    ]
    items = {record.item.id: record.item for record in records}
    here = [p for p in pairs if p.one in items and p.other in items]  # others were removed since
    digest_of = {record.item.id: record.origin.digest for record in records}
    edited = {i for p in here if p.tier in SAME_PICTURE[1:] for i in (p.one, p.other)}
    first = {digest_of[i]: i for i in sorted(edited)}  # equal files are measured once
    measured = {
        digest_of[i]: found
        for i, found in on_threads(partial(quality_of, collection), first.values(), threads)
        if found is not None
    }
    shots = {
        record.item.id: Shot(record, measured.get(record.origin.digest, UNMEASURED))
        for record in records
    }
    ranks = {i: shot.rank for i, shot in shots.items()}
    groups = [_group(joined, items, shots) for joined in join(here, ranks)]
    return sorted(groups, key=lambda g: (TIERS.index(g.tier), -g.freed, g.best.id))


def _group(joined: Joined, items: dict[str, Item], shots: dict[str, Shot]) -> Group:
    best, *others = joined.ids
    whys = Counter(pair.why for pair in joined.pairs if pair.tier == joined.tier)
    return Group(
        joined.tier,
        min(pair.confidence for pair in joined.pairs),
        whys.most_common(1)[0][0],
        items[best],
        reason(shots[best], [shots[i] for i in others]),
        [items[i] for i in joined.ids],
        sum(shots[i].size for i in others),
        joined.pairs,
    )
