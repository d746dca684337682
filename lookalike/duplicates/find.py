"""Find the pictures that a collection holds twice."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from lookalike.duplicates.best import Shot, reason
from lookalike.duplicates.candidates import BY_VECTORS, Candidates, candidates
from lookalike.duplicates.failing import Failing, name_of, unread_remark
from lookalike.duplicates.groups import Joined, Sets, join
from lookalike.duplicates.judge import NOTHING, Verdict, judge, with_time
from lookalike.duplicates.pictures import KEPT, POINTS_KEPT, Pictures, quality_of
from lookalike.duplicates.quality import UNMEASURED, Quality
from lookalike.duplicates.remembered.across import distinct_across
from lookalike.duplicates.remembered.decisions import distinct_pairs, is_distinct
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
AS_WHOLE = 0.7  # correlation of thumbprints from which pictures may agree without being moved
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
        # Where most will be compared and all fit, none is read twice.
        most = POINTS_KEPT if cv2 is not None else KEPT
        is_kept = len(missing) <= most and bool(set(tiers) & BY_VECTORS)
        add_prints(scan, missing, step, threads, pictures.keep if is_kept else None)
        found = candidates(scan, first, tiers, where, step)
        failing = Failing()
        wanted = _Wanted(scan, tiers, pairs)
        pairs += _judged(scan, found, pictures, wanted, failing, step, threads)
        if pictures.unread:
            remarks.append(unread_remark(scan, pictures.unread))
        remarks += failing.remarks(
            lambda at: " and ".join(sorted(name_of(scan, row) for row in found.rows(at)))
        )
    is_wanted = _Wanted(scan, tiers).pair
    return [pair for pair in pairs if is_wanted(pair)], tuple(remarks)


class _Wanted:
    """What is to be compared, and told: nothing that was decided, or that others have joined."""

    def __init__(self, scan: Scan, tiers: Sequence[Tier], known: Sequence[Pair] = ()) -> None:
        self._tiers = tiers
        self._decided = (
            distinct_across(scan) if scan.is_across else distinct_pairs(scan.collections[0].store)
        )
        self._skips_joined = not scan.old  # else each new one is asked about by itself
        self._same, self._saved_again = Sets(), Sets()
        for pair in known:
            self.note(pair)

    def pair(self, pair: Pair) -> bool:
        """Whether a pair is to be told."""
        return pair.tier in self._tiers and not is_distinct(pair.one, pair.other, self._decided)

    def note(self, pair: Pair) -> None:
        """Join what a pair shows to be one picture."""
        if pair.tier in SAME_PICTURE and self.pair(pair):
            self._same.unite(pair.one, pair.other)
            if pair.tier != "edited":
                self._saved_again.unite(pair.one, pair.other)

    def ids(self, one: str, other: str, by_print: bool) -> bool:
        """
        Whether two items are to be compared, whose thumbprints are near or not.

        Where they are, two copies that were only saved again may have been joined by an edited one.
        """
        sets = self._saved_again if by_print else self._same
        is_joined = self._skips_joined and sets.root(one) == sets.root(other)
        return not (is_joined or is_distinct(one, other, self._decided))


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
    wanted: _Wanted,
    failing: Failing,
    on_step: OnStep,
    threads: int | None,
) -> Iterator[Pair]:
    """Look at the pictures of each pair, in order; not at those that others have joined by then."""

    def keys(at: int) -> tuple[str, str]:
        one, other = chosen.rows(at)
        return scan.key(one), scan.key(other)

    def look(at: int) -> Pair | None:
        one, other = chosen.rows(at)
        score = float(chosen.score[at])
        found = _compared(chosen, at, pictures)
        apart_s = abs(float(scan.times[one] - scan.times[other]))
        if (found := with_time(found, apart_s)).tier is not None:
            return Pair(*keys(at), found.tier, round(found.probability, 4), found.why)
        if score >= SIMILAR:
            return Pair(*keys(at), "similar", round(min(score, 1.0), 4), f"similarity {score:.2f}")
        return None

    for start in range(0, len(chosen), EVERY):
        end = min(start + EVERY, len(chosen))
        left = [at for at in range(start, end) if wanted.ids(*keys(at), at < chosen.by_print)]
        for _, pair in on_threads(failing.guarded(look), left, threads):
            if pair is not None:
                wanted.note(pair)
                yield pair
        on_step("comparisons", end, len(chosen))


def _compared(chosen: Candidates, at: int, pictures: Pictures) -> Verdict:
    """Compare the pictures of a pair; first by a sample of their points, if nothing else speaks."""
    one, other = chosen.rows(at)
    may_lie = not pictures.has_points or float(chosen.correlation[at]) >= AS_WHOLE
    shared = None if may_lie else pictures.shares(one, other)
    if shared == (False, False):
        return NOTHING
    mine, theirs = pictures.get(one), pictures.get(other)
    if mine is None or theirs is None:
        return NOTHING
    return judge(mine, theirs, int(chosen.orientation[at]), chosen.tries_mirrored(at), shared)


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
