"""What has thousands of items in it says what it is on one line."""

from pathlib import Path

import numpy as np
import pytest

from lookalike.duplicates.result import Duplicates, Group, Member, Moved
from lookalike.encoders.catalogue import load_encoder
from lookalike.encoders.layout import Layout
from lookalike.health.result import Finding, Health, Suspect
from lookalike.indexing.report import IndexReport
from lookalike.map.result import Map, nothing
from lookalike.search.heatmap import Heatmap
from lookalike.stores.failures import Failure
from lookalike.types import Item

MANY = 3000
MEMBERS = [Member(f"i{n}", f"/photos/{n}.jpg", {}) for n in range(MANY)]
ITEMS = [Item(f"i{n}", f"/photos/{n}.jpg", {"n": n}) for n in range(MANY)]
GROUP = Group("edited", 0.9972, "cropped or framed", "oldest file", MEMBERS, ())
PAIR = Group("identical", 1.0, "the same bytes", "oldest file", MEMBERS[:2], ())
SUSPECTS = [Suspect(item, 0.5, "its nearest items score 0.50") for item in ITEMS]
MAP = Map(
    [item.id for item in ITEMS],
    np.zeros((MANY, 2), np.float32),
    np.zeros(MANY, np.int32),
    (),
    "tsne",
    values=["red"] * MANY,
)
FAILURES = [Failure(f"/photos/{n}.jpg", "it is empty") for n in range(MANY)]

SAID = [
    (GROUP, "<Group of 3000 items, edited (0.997): cropped or framed; best 'i0'>"),
    (
        Duplicates([PAIR, PAIR, GROUP], 9000),
        "<Duplicates: 3 groups (2 identical, 1 edited) among 9,000 items>",
    ),
    (Duplicates([], 9, interrupted=True), "<Duplicates: 0 groups among 9 items, interrupted>"),
    (
        Moved(Path("away/x/manifest.jsonl"), [item.id for item in ITEMS], ["b.jpg: gone"]),
        "<Moved: 3,000 files, 1 failed, by 'away/x/manifest.jsonl'>",
    ),
    (Finding("outlier", MANY, SUSPECTS), "<Finding: 3,000 outlier>"),
    (
        Health(9000, [Finding("outlier", MANY, SUSPECTS), Finding("tiny", 2, SUSPECTS[:2])]),
        "<Health of 9,000 items: 3,000 outlier, 2 tiny>",
    ),
    (Health(5, []), "<Health of 5 items: nothing found>"),
    (Health(5, [], interrupted=True), "<Health of 5 items: interrupted>"),
    (MAP, "<Map: 3,000 items in 0 clusters, by tsne>"),
    (nothing(interrupted=True), "<Map: 0 items in 0 clusters, by pca, interrupted>"),
    (
        IndexReport(added=1200, failed=FAILURES, seconds=1.26, interrupted=True),
        "<IndexReport: 1,200 added, 3,000 failed, 1.3 s, interrupted>",
    ),
    (IndexReport(), "<IndexReport: 0.0 s>"),
    (
        Heatmap("learned", np.full((4, 5), 0.01, np.float32), None),
        "<Heatmap of 'learned': 4 x 5 places, sum 0.200>",
    ),
    (Layout([load_encoder("colour"), load_encoder("shape")]), "<Layout: colour 64, shape 128>"),
]


@pytest.mark.parametrize(("value", "said"), SAID, ids=lambda one: str(one)[:20])
def test_it_says_what_it_is_on_one_line(value: object, said: str) -> None:
    assert repr(value) == said
