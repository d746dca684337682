"""Pairs become groups, strongest evidence first."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from lookalike.duplicates.groups import join
from lookalike.duplicates.tiers import SAME_PICTURE, TIERS, Pair, Tier

IDS = "abcdefgh"
RANK = {i: at for at, i in enumerate(IDS)}


def pair(one: str, other: str, tier: Tier, confidence: float = 0.95) -> Pair:
    return Pair(one, other, tier, confidence, "")


def test_pictures_that_are_one_are_joined_through_others() -> None:
    (group,) = join([pair("b", "c", "edited"), pair("c", "a", "identical")], RANK)
    assert (group.tier, list(group.ids)) == ("edited", ["a", "b", "c"])


def test_only_the_strongest_pairs_count() -> None:
    pairs = [pair("a", "b", "edited", 0.91), pair("a", "b", "reencoded", 0.99)]
    (group,) = join([*pairs, pair("b", "c", "reencoded"), pair("a", "c", "edited")], RANK)
    assert group.tier == "reencoded"
    assert [(p.one, p.other) for p in group.pairs] == [("a", "b"), ("b", "c")]


def test_a_burst_is_not_joined_through_others() -> None:
    chain = [pair("a", "b", "burst"), pair("b", "c", "burst"), pair("c", "d", "burst", 0.99)]
    groups = join(chain, RANK)
    assert [list(g.ids) for g in groups] == [["a", "b", "c"]]


def test_of_one_picture_only_the_best_is_in_a_burst() -> None:
    groups = join([pair("a", "b", "identical"), pair("b", "c", "burst")], RANK)
    assert [(g.tier, list(g.ids)) for g in groups] == [
        ("identical", ["a", "b"]),
        ("burst", ["a", "c"]),
    ]
    assert [(p.one, p.other) for p in groups[1].pairs] == [("a", "c")]


PAIRS = st.lists(
    st.builds(
        pair,
        st.sampled_from(IDS),
        st.sampled_from(IDS),
        st.sampled_from(TIERS),
        st.sampled_from([0.91, 0.95, 0.99]),
    ).filter(lambda p: p.one != p.other),
    max_size=20,
)


@given(PAIRS)
def test_groups_are_the_connected_pictures(pairs: list[Pair]) -> None:
    groups = join(pairs, RANK)
    same = [g for g in groups if g.tier in SAME_PICTURE]
    assert sorted(sorted(g.ids) for g in same) == _components(pairs)
    for group in groups:
        assert list(group.ids) == sorted(set(group.ids))  # the best first
        assert len(group.pairs) >= len(group.ids) - 1
        assert group.tier == max((p.tier for p in group.pairs), key=TIERS.index)
    for tier in TIERS[3:]:
        members = [i for g in groups if g.tier == tier for i in g.ids]
        assert len(members) == len(set(members))


def _components(pairs: list[Pair]) -> list[list[str]]:
    near = defaultdict[str, set[str]](set)
    for p in pairs:
        if p.tier in SAME_PICTURE:
            near[p.one].add(p.other)
            near[p.other].add(p.one)
    found, seen = [], set[str]()
    for start in sorted(near):
        if start in seen:
            continue
        reached, left = {start}, [start]
        while left:
            new = near[left.pop()] - reached
            reached |= new
            left += new
        seen |= reached
        found.append(sorted(reached))
    return sorted(found)
