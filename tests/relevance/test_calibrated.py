"""A collection that is calibrated: what is kept, when it is made anew, and what hits then say."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lookalike.collection import Collection
from lookalike.errors import InputError, NotCalibrated, QueryError
from lookalike.indexing.folder import index_folder
from lookalike.relevance.keep import KEY, KIND, kept
from lookalike.search.levels import LEVELS, is_at_least
from lookalike.search.query import Query
from lookalike.stores.base import Note, Origin, Record
from lookalike.stores.settings import read_settings, written
from lookalike.types import Item
from tests.scattered import PARTS, STRANGER, add_stranger, fill, make, strangers, vectors


@pytest.fixture
def address(tmp_path: Path) -> Path:
    return make(tmp_path / "c", 151)


@pytest.fixture
def shop(address: Path) -> Iterator[Collection]:
    with Collection.open(address) as collection:
        yield collection


def test_until_it_is_calibrated_nothing_is_said(shop: Collection) -> None:
    hits = shop.search("id:0.0")
    assert shop.calibration is None
    assert {hit.relevance for hit in hits} == {None}
    assert (hits.best, hits.is_nothing_like_this, hits.is_cut) == (None, False, False)


def test_kin_are_similar_and_others_are_not(shop: Collection) -> None:
    assert shop.calibrate().label == "kind"
    kind = shop.get("0.0").attributes["kind"]
    hits = shop.search(Query("id:0.0", limit=150))
    ranks = [LEVELS.index(hit.relevance) for hit in hits if hit.relevance]
    assert ranks == sorted(ranks)
    assert len(ranks) == 150
    similar = [hit for hit in hits if hit.relevance == "similar"]
    assert {hit.item.attributes["kind"] for hit in similar} == {kind}
    apart = [h.relevance for h in hits if h.item.attributes.get("kind", kind) != kind]
    assert apart.count("unrelated") > 0.8 * len(apart)


def test_a_stranger_has_nothing_like_it(shop: Collection) -> None:
    shop.calibrate()
    add_stranger(shop)
    hits = shop.search(f"id:{STRANGER}")
    assert hits.is_nothing_like_this
    assert {hit.relevance for hit in hits} == {"unrelated"}
    assert hits.best is not None
    assert hits.best.score == hits[0].score
    assert shop.explain(f"id:{STRANGER}", "0.0").relevance == "unrelated"


def test_few_of_its_own_pictures_and_most_strangers_are_turned_away(shop: Collection) -> None:
    shop.calibrate()
    own, _ = vectors(dict(shop.parts), 200, 6, seed=9)
    others = strangers(dict(shop.parts), 200)
    for prefix, rows in (("own", own), ("other", others)):
        shop.store.put(
            [Record(Item(f"{prefix}{i}", "/none"), Origin(), v) for i, v in enumerate(rows[:20])]
        )
    # so few were added that what is known still holds
    turned = {
        prefix: [
            shop.search(Query(f"id:{prefix}{i}", where="kind != ''")).is_nothing_like_this
            for i in range(20)
        ]
        for prefix in ("own", "other")
    }
    assert sum(turned["own"]) <= 2
    assert sum(turned["other"]) >= 19


def test_it_is_kept_with_the_collection(address: Path) -> None:
    with Collection.open(address) as shop:
        made = shop.calibrate("kind", rate=0.9, seed=3)
        bounds, found = made.boundaries(shop.weights), shop.search("id:0.0")
    with Collection.open(address) as shop:
        again = shop.calibration
        assert again is not None
        assert again.boundaries(shop.weights) == bounds
        assert (again.rate, again.seed, again.label, again.items) == (0.9, 3, "kind", 151)
        assert shop.search("id:0.0") == found


def test_the_same_seed_gives_the_same(shop: Collection) -> None:
    first, second, third = (shop.calibrate(seed=seed) for seed in (1, 1, 2))
    bounds = [made.boundaries(shop.weights) for made in (first, second, third)]
    assert bounds[0] == bounds[1]
    assert bounds[0] != bounds[2]


def test_a_doubled_collection_is_calibrated_anew(shop: Collection) -> None:
    shop.calibrate("kind", rate=0.9)
    fill(shop, 140, seed=1)
    assert shop.calibration is not None
    fill(shop, 11, seed=2)
    assert shop.calibration is None
    assert shop.search("id:0.0")[0].relevance is None
    assert shop.search(Query("id:0.0", min_relevance="similar"))[0].relevance == "similar"
    made = shop.calibration
    assert made is not None
    assert (made.items, made.label, made.rate) == (302, "kind", 0.9)


def test_one_that_lost_half_is_calibrated_anew(shop: Collection) -> None:
    shop.calibrate()
    shop.remove([f"0.{i}" for i in range(76)])
    assert shop.calibration is None


def test_small_collections_say_that_they_are_too_small(tmp_path: Path) -> None:
    with Collection.open(make(tmp_path / "few", 49)) as few:
        with pytest.raises(NotCalibrated, match="49 items; scores can be calibrated from 50 on"):
            few.calibrate()
        with pytest.raises(NotCalibrated, match="from 50 on"):
            few.search(Query("id:0.0", min_relevance="similar"))
        assert few.search(Query("id:0.0", min_relevance="unrelated"))[0].relevance is None
        assert not few.wants_calibration
        fill(few, 1, seed=1)
        assert few.wants_calibration
        assert few.calibrate().items == 50
        assert not few.wants_calibration


def test_labels_that_few_items_have_are_refused(shop: Collection) -> None:
    with pytest.raises(NotCalibrated, match="'shelf'"):
        shop.calibrate("shelf")
    with pytest.raises(InputError, match=r"above \.5"):
        shop.calibrate(rate=0.2)


@pytest.mark.parametrize("level", LEVELS[1:])
def test_hits_end_where_relevance_ends(shop: Collection, level: str) -> None:
    shop.calibrate()
    everything = shop.search(Query("id:0.0", limit=200))
    hits = shop.search(Query("id:0.0", limit=200, min_relevance=level))  # type: ignore[arg-type]
    assert hits == [h for h in everything if h.relevance and is_at_least(h.relevance, level)]  # type: ignore[arg-type]
    assert hits.is_cut == (len(hits) < len(everything))
    pages = [
        hit
        for offset in range(0, 200, 7)
        for hit in shop.search(
            Query("id:0.0", limit=7, offset=offset, min_relevance=level)  # type: ignore[arg-type]
        )
    ]
    assert pages == hits


def test_it_composes_with_groups_variety_and_exclusion(shop: Collection) -> None:
    shop.calibrate()
    add_stranger(shop)
    first = shop.search("id:0.0")[0].item.id
    asked = Query("id:0.0", limit=100, min_relevance="similar", exclude=first)
    plain = shop.search(asked)
    assert first not in [hit.item.id for hit in plain]
    varied = shop.search(replace(asked, diverse=0.5))
    assert {hit.item.id for hit in varied} == {hit.item.id for hit in plain}
    assert (varied.best, varied.is_cut) == (plain.best, plain.is_cut)
    grouped = shop.search(replace(asked, group_by="kind"))
    assert [(hit.relevance, hit.item.id) for hit in grouped] == [("similar", plain[0].item.id)]
    assert {below.relevance for below in grouped[0].beneath} <= {"similar", "related", "unrelated"}
    assert grouped.is_cut
    nothing = shop.search(Query(f"id:{STRANGER}", group_by="kind", min_relevance="related"))
    assert (list(nothing), nothing.is_nothing_like_this, nothing.is_cut) == ([], True, True)


def test_conditions_are_judged_by_the_best_that_matches(shop: Collection) -> None:
    shop.calibrate()
    kind = shop.get("0.0").attributes["kind"]
    assert not shop.search(Query("id:0.0", where=f"kind = '{kind}'")).is_nothing_like_this
    assert shop.search(Query("id:0.0", where=f"kind != '{kind}'")).is_nothing_like_this
    empty = shop.search(Query("id:0.0", where="kind = 'none'"))
    assert (list(empty), empty.best) == ([], None)


def test_other_weights_have_their_own_boundaries(shop: Collection) -> None:
    made = shop.calibrate()
    one, other = (made.boundaries({part: 1.0}) for part in PARTS)
    assert one != other
    hits = shop.search(Query("id:0.0", weights={"colour": 1}, limit=150))
    least = min(hit.score for hit in hits if hit.relevance == "similar")
    assert least >= made.boundaries({"colour": 1.0}).similar - 1e-6


@pytest.mark.parametrize(
    "asked",
    [
        Query("id:0.0", unlike="id:0.1"),
        Query("colour:red"),
        Query(["id:0.0", "colour:red"]),
    ],
)
def test_queries_of_another_kind_are_not_judged(shop: Collection, asked: Query) -> None:
    shop.calibrate()
    assert {hit.relevance for hit in shop.search(asked)} == {None}
    with pytest.raises(NotCalibrated, match="whole pictures"):
        replace(asked, min_relevance="similar")


def test_a_region_is_not_judged_and_the_whole_is() -> None:
    assert not Query("a.jpg", crop=".1,.1,.5,.5").is_whole
    assert Query("a.jpg", crop="0,0,1,1").is_whole
    with pytest.raises(NotCalibrated, match="whole pictures"):
        Query("a.jpg", crop=".1,.1,.5,.5", min_relevance="similar")
    with pytest.raises(QueryError, match="min_relevance must be one of same, similar"):
        Query("a.jpg", min_relevance="alike")  # type: ignore[arg-type]


def test_what_is_damaged_or_of_other_encoders_is_as_if_it_were_not_there(shop: Collection) -> None:
    shop.calibrate()
    note = shop.store.notes(KIND, [KEY])[0]
    for harm in ({"encoders": ["x", "y"]}, {"evidence": {}}, {"evidence": None}):
        shop.store.note([Note(KIND, KEY, {**note.value, **harm})])
        assert kept(shop.store) is None
    shop.store.forget(KIND, [KEY])
    assert kept(shop.store) is None


def test_settings_of_older_collections_are_not_calibrated(shop: Collection) -> None:
    settings = shop.store.settings
    told = json.loads(written(settings))
    del told["calibrated_at"]
    old = read_settings(json.dumps(told), shop.store.dim)
    assert old == settings
    assert old.calibrated_at == ""
    newer = replace(settings, calibrated_at="2026-01-01T00:00:00+00:00")
    assert read_settings(written(newer), shop.store.dim) == newer


@pytest.mark.slow(seconds=5)
def test_copies_of_pictures_are_the_same(tmp_path: Path) -> None:
    chance = np.random.default_rng(0)
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(60):
        small = chance.integers(0, 256, (6, 6, 3), dtype=np.uint8)
        Image.fromarray(small).resize((160, 160)).save(folder / f"{number}.png")
    with Collection.open(tmp_path / "c", PARTS, create=True) as collection:
        index_folder(collection, folder)
        made = collection.calibrate()
        assert made.boundaries(collection.weights).same is not None
        found = []
        for number in range(20):
            Image.open(folder / f"{number}.png").save(tmp_path / "again.jpg", quality=70)
            hit = collection.search(tmp_path / "again.jpg")[0]
            found.append((hit.relevance, hit.item.attributes["name"]) == ("same", f"{number}.png"))
        assert sum(found) >= 18


def test_files_that_are_gone_or_changed_are_no_copies(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number in range(50):
        Image.new("RGB", (32, 32), (number, 9, 99)).save(folder / f"{number}.png")
    with Collection.open(tmp_path / "c", ["colour"], create=True) as collection:
        index_folder(collection, folder)
        for number in range(50):
            Image.new("RGB", (32, 32), (0, number, 0)).save(folder / f"{number}.png")
        assert len(collection.calibrate().evidence.copies) == 0
