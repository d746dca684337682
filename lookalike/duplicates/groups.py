"""Join pairs into groups, strongest evidence first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lookalike.duplicates.tiers import SAME_PICTURE, TIERS, Pair, Tier


@dataclass(frozen=True)
class Joined:
    """Ids that belong together, and the pairs that join them, strongest evidence first."""

    tier: Tier
    ids: Sequence[str]
    pairs: Sequence[Pair]


def join(pairs: Iterable[Pair], rank: Mapping[str, Any]) -> list[Joined]:
    """
    Return groups of the same picture, then groups of the same scene and of similar pictures.

    Copies are joined transitively. Bursts and similar pictures are not, since similarity is not
    transitive: each member is compared with the group's best item alone. Of several copies only the
    best can be in such a group. `rank` maps every id to its sort key, the best picture first.
    """
    by_tier: dict[Tier, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_tier[pair.tier].append(pair)
    sets = Sets()
    ordered = (pair for tier in SAME_PICTURE for pair in sorted(by_tier[tier], key=_strength))
    links = [pair for pair in ordered if sets.unite(pair.one, pair.other)]
    by_root: dict[str, list[Pair]] = defaultdict(list)
    for pair in links:
        by_root[sets.root(pair.one)].append(pair)
    groups = [_joined(linked, rank) for linked in by_root.values()]
    head = {i: g.ids[0] for g in groups for i in g.ids}
    for tier in TIERS[len(SAME_PICTURE) :]:
        groups += _around_best(by_tier[tier], tier, head, rank)
    return groups


def _strength(pair: Pair) -> tuple[float, str, str]:
    return -pair.confidence, pair.one, pair.other


def _joined(linked: Sequence[Pair], rank: Mapping[str, Any]) -> Joined:
    ids = {i for pair in linked for i in (pair.one, pair.other)}
    weakest = max((pair.tier for pair in linked), key=TIERS.index)
    return Joined(weakest, _best_first(ids, rank), linked)


def _around_best(
    pairs: Sequence[Pair], tier: Tier, head: Mapping[str, str], rank: Mapping[str, Any]
) -> list[Joined]:
    near: dict[str, dict[str, Pair]] = defaultdict(dict)
    for pair in sorted(pairs, key=_strength):
        one, other = head.get(pair.one, pair.one), head.get(pair.other, pair.other)
        if one != other:
            pair = replace(pair, one=one, other=other)
            near[one].setdefault(other, pair)
            near[other].setdefault(one, pair)
    groups, taken = [], set[str]()
    for leader in sorted(near, key=lambda i: (-len(near[i]), rank[i])):
        if leader in taken:
            continue
        free = {other: pair for other, pair in near[leader].items() if other not in taken}
        if free:
            taken |= {leader, *free}
            ids = _best_first({leader, *free}, rank)
            groups.append(Joined(tier, ids, list(free.values())))
    return groups


def _best_first(ids: Iterable[str], rank: Mapping[str, Any]) -> list[str]:
    return sorted(ids, key=rank.__getitem__)


class Sets:
    """Disjoint sets of ids."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def root(self, one: str) -> str:
        """Return the representative of its set."""
        path = []
        while (above := self._above.get(one, one)) != one:
            path.append(one)
            one = above
        for passed in path:
            self._above[passed] = one
        return one

    def unite(self, one: str, other: str) -> bool:
        """Join two sets; False if they were one already."""
        a, b = self.root(one), self.root(other)
        if a != b:
            self._above[b] = a
        return a != b
