"""Find the pictures that a collection holds twice."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from lookalike.duplicates.best import Shot, reason
from lookalike.duplicates.candidates import BY_VECTORS, Candidates, candidates
from lookalike.duplicates.decisions import distinct_pairs, is_distinct
from lookalike.duplicates.failing import Failing, name_of, unread_remark
from lookalike.duplicates.groups import Joined, join
from lookalike.duplicates.judge import judge, with_time
from lookalike.duplicates.pictures import KEPT, Pictures, quality_of
from lookalike.duplicates.quality import UNMEASURED, Quality
from lookalike.duplicates.result import Duplicates, Group, Member
from lookalike.duplicates.scan import (
    EVERY,
    PAGE,
    Scan,
    add_prints,
    first_of_each,
    identical,
    read_both,
    read_scan,
)
from lookalike.duplicates.target import DuplicatesTarget
from lookalike.duplicates.tiers import SAME_PICTURE, TIERS, USUAL, Pair, Tier, check_tiers
from lookalike.errors import MissingExtra
from lookalike.extras import need
from lookalike.filters.condition import Condition
from lookalike.pipeline import on_threads
from lookalike.stopping import Stopped, stoppable
from lookalike.stores.base import Record
from lookalike.types import OnStep

SIMILAR = 0.93  # score from which pictures are similar
WITHOUT_OPENCV = (
    "crops, frames and small turns are not found: "
    "they need OpenCV, by pip install 'lookalike[duplicates]'"
)
OTHER_ENCODERS = (
    "the collections have different encoders: crops, frames, bursts and similar pictures are not "
    "found"
)


def find_duplicates(
    collection: DuplicatesTarget,
    where: str | Condition | None = None,
    tiers: Sequence[Tier] = USUAL,
    on_step: OnStep = lambda step, done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
    threads: int | None = None,
) -> Duplicates:
    """
    Return groups of items, among all that match, that show one picture or one scene.

    Reads the files whose thumbprints the collection does not have yet, and keeps these. Pictures
    that cannot be read are compared by their digest alone.
    """
    check_tiers(tiers)
    condition = collection.condition(where)
    scan = read_scan(collection, condition)
    return found_in(scan, condition, tiers, on_step, should_stop, threads)


def find_in(
    archive: DuplicatesTarget,
    collection: DuplicatesTarget,
    where: str | Condition | None = None,
    tiers: Sequence[Tier] = USUAL,
    on_step: OnStep = lambda step, done, total: None,
    should_stop: Callable[[], bool] = lambda: False,
    threads: int | None = None,
) -> Duplicates:
    """
    Return groups of a collection's items that match, each with the same pictures of an archive.

    Pairs within the collection, or within the archive, are not searched for. Each member names its
    collection. Thumbprints that are read are kept in both.
    """
    check_tiers(tiers)
    scan = read_both(collection, archive, collection.condition(where))
    return found_in(scan, None, tiers, on_step, should_stop, threads)


def found_in(
    scan: Scan,
    where: Condition | None,
    tiers: Sequence[Tier],
    on_step: OnStep,
    should_stop: Callable[[], bool],
    threads: int | None,
) -> Duplicates:
    """Return the groups among these rows; `where` is the condition with which they were read."""
    step = stoppable(on_step, should_stop)
    items = len(scan.ids) - (scan.old if scan.is_across else 0)
    try:
        pairs, remarks = found_pairs(scan, where, tiers, step, threads)
        groups = _groups(scan, pairs, step, threads)
    except Stopped:
        return Duplicates((), items, interrupted=True)
    return Duplicates(groups, items, remarks)


def found_pairs(
    scan: Scan, where: Condition | None, tiers: Sequence[Tier], step: OnStep, threads: int | None
) -> tuple[list[Pair], tuple[str, ...]]:
    """Return the pairs of these tiers, without those marked as distinct, and what was not done."""
    step("reading the collection", len(scan.ids), len(scan.ids))
    pairs = list(identical(scan))
    remarks = []
    if set(tiers) - {"identical"}:
        first = first_of_each(scan)
        cv2 = opencv() if "edited" in tiers or "burst" in tiers else None
        if cv2 is None and "edited" in tiers:
            remarks.append(WITHOUT_OPENCV)
        if not scan.has_same_vectors:
            remarks.append(OTHER_ENCODERS)
        pictures = Pictures(lambda row: (scan.collection(row), scan.ids[row]), cv2)
        missing = [int(row) for row in first if not scan.has_print[row]]
        # If most pictures are compared and all fit into memory, none is read twice.
        is_kept = len(missing) <= KEPT and bool(set(tiers) & BY_VECTORS)
        add_prints(scan, missing, step, threads, *([pictures.keep] if is_kept else []))
        found = candidates(scan, first, tiers, where, step)
        failing = Failing[tuple[int, int]]()
        pairs += _judged(scan, found, pictures, failing, step, threads)
        if pictures.unread:
            remarks.append(unread_remark(scan, pictures.unread))
        remarks += failing.remarks(
            lambda pair: " and ".join(sorted(name_of(scan, row) for row in pair))
        )
    decided = set() if scan.is_across else distinct_pairs(scan.collections[0].store)
    kept = [p for p in pairs if p.tier in tiers and not is_distinct(p.one, p.other, decided)]
    return kept, tuple(remarks)


def opencv() -> Any:
    """Return the module of OpenCV; None if it is not installed."""
    try:
        cv2 = need("cv2", extra="duplicates")
    except MissingExtra:
        return None
    cv2.setNumThreads(1)  # pictures are already compared on several threads
    return cv2


def _judged(
    scan: Scan,
    chosen: Candidates,
    pictures: Pictures,
    failing: Failing[tuple[int, int]],
    on_step: OnStep,
    threads: int | None,
) -> Iterator[Pair]:
    """Compare the pictures of each pair, in the order of the rows, so that few are read twice."""

    def look(at: tuple[int, int]) -> Pair | None:
        keys = scan.key(at[0]), scan.key(at[1])
        orientation, is_mirrored, score = chosen[at]
        one, other = pictures.get(at[0]), pictures.get(at[1])
        if one is not None and other is not None:
            apart_s = abs(float(scan.times[at[0]] - scan.times[at[1]]))
            found = with_time(judge(one, other, orientation, is_mirrored), apart_s)
            if found.tier is not None:
                return Pair(*keys, found.tier, round(found.probability, 4), found.why)
        if score >= SIMILAR:
            return Pair(*keys, "similar", round(min(score, 1.0), 4), f"similarity {score:.2f}")
        return None

    order = sorted(chosen)
    for number, (_, pair) in enumerate(on_threads(failing.guarded(look), order, threads), start=1):
        if pair is not None:
            yield pair
        if not number % EVERY or number == len(order):
            on_step("comparisons", number, len(order))


def _groups(scan: Scan, pairs: Sequence[Pair], on_step: OnStep, threads: int | None) -> list[Group]:
    records = dict(_records(scan, {key for pair in pairs for key in (pair.one, pair.other)}))
    here = [p for p in pairs if p.one in records and p.other in records]  # removed meanwhile
    edited = {key for p in here if p.tier in SAME_PICTURE[1:] for key in (p.one, p.other)}
    first = {records[key].origin.digest: key for key in sorted(edited)}  # each content once
    measured = dict[str, Quality]()

    def measure(key: str) -> Quality:
        return quality_of(*scan.named(key))

    for number, (key, found) in enumerate(on_threads(measure, first.values(), threads), start=1):
        measured[records[key].origin.digest] = found or UNMEASURED
        if not number % EVERY or number == len(first):
            on_step("choosing the best", number, len(first))
    shots = {
        key: Shot(record, measured.get(record.origin.digest, UNMEASURED))
        for key, record in records.items()
    }
    ranks = {key: shot.rank for key, shot in shots.items()}
    groups = [_group(scan, joined, shots) for joined in join(here, ranks)]
    return sorted(groups, key=lambda g: (TIERS.index(g.tier), -g.freed, g.best.id))


def _records(scan: Scan, keys: Collection[str]) -> Iterator[tuple[str, Record]]:
    """Yield the records of these keys that still exist."""
    for collection in scan.collections:
        named = ((key, *scan.named(key)) for key in keys)
        own = {item_id: key for key, where, item_id in named if where is collection}
        ids = sorted(own)
        for start in range(0, len(ids), PAGE):
            for record in collection.store.get(ids[start : start + PAGE]):
                yield own[record.item.id], record


def _group(scan: Scan, joined: Joined, shots: Mapping[str, Shot]) -> Group:
    best, *others = (shots[key] for key in joined.ids)
    whys = Counter(pair.why for pair in joined.pairs if pair.tier == joined.tier)
    strongest = dict[str, Tier]()
    for pair in joined.pairs:
        strongest.setdefault(pair.one, pair.tier)
        strongest.setdefault(pair.other, pair.tier)
    return Group(
        joined.tier,
        min(pair.confidence for pair in joined.pairs),
        whys.most_common(1)[0][0],
        reason(best, others),
        [_member(scan, key, shots[key], strongest[key]) for key in joined.ids],
        joined.pairs,
    )


def _member(scan: Scan, key: str, shot: Shot, tier: Tier) -> Member:
    item = shot.record.item
    place = scan.named(key)[0].address if scan.is_across else ""
    return Member(item.id, item.source, item.attributes, tier, shot.size, place)
