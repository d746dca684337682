"""What every store must do: a store's test inherits StoreContract and says how to open one."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from operator import eq, ge, gt, le, lt, ne
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lookalike.errors import ImageTooLarge, ImageUnreachable, StoreError
from lookalike.filters.condition import All, AnyOf, Compare, Missing, Not, OneOf, matches
from lookalike.filters.read import parse_filter
from lookalike.images.limits import Limits
from lookalike.stores.base import Note, Origin, Record, Store
from lookalike.stores.failures import Failure, failures, forget_failures, note_failures
from lookalike.stores.set_aside import (
    aside,
    aside_before,
    aside_whole,
    forget_aside,
    set_aside,
)
from lookalike.stores.settings import IndexedFolder, KnownEncoder, Settings
from lookalike.types import AttributeValue, Item

DIM = 8
SETTINGS = Settings(
    (KnownEncoder("tiny", "tiny.onnx", 5, "f1"), KnownEncoder("colour", "colour", 3, "f2")),
    {"tiny": 0.75, "colour": 0.25},
    "bilinear-1",
    "2024-05-01T12:00:00+00:00",
    others={"of a newer version": [1, "ü"]},
)

ATTRIBUTES: list[dict[str, Any]] = [
    {"category": "shoes", "price": 10, "sale": True, "colours": ["red", "white"], "größe": "L"},
    {"category": "shoes", "price": 49.5, "sale": False, "colours": ["blue"], "size": "42"},
    {"category": "bags", "price": 120, "taken_at": "2024-06-01T12:00:00", "size": 42},
    {"category": "bags", "taken_at": "2023-01-31", "colours": [], "unit price": 3},
    {"category": "héros 'n' \"quotes\"", 'odd "name" [x] %41\\': "yes", "a.b": 1.5, "sale": True},
    {},
]

EDGES = [
    sign * 2**exponent + step
    for sign in (1, -1)
    for exponent in (0, 31, 32, 53, 54, 60, 63)
    for step in (-2, -1, 0, 1, 2)
]
HARD_NUMBERS = [
    *(n for n in dict.fromkeys(EDGES) if -(2**63) <= n < 2**63),
    *map(float, dict.fromkeys(map(float, EDGES))),
    *(0.5, -0.5, 2**62 + 2**32, 2**62 + 2**32 - 1, 1.5e18, 1e300, -1e300, 0.9452706955539223),
]


OPERATORS = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


def numbers() -> st.SearchStrategy[float]:
    """Those that are hard to compare, and any."""
    return st.sampled_from([*EDGES, *HARD_NUMBERS]) | st.integers() | st.floats()


CONDITIONS = [
    "category = 'shoes'",
    "category != 'shoes'",
    "price < 50",
    "price >= 49.5 and price <= 120",
    "price = 10",
    "price = 10.0",
    "größe = 'L'",
    "price in (10, 120, 7)",
    "price not in (10, 120)",
    "sale = true",
    "sale = false",
    "sale = 1",
    "sale != true",
    "colours = 'white'",
    "colours in ('blue', 'white')",
    "colours is missing",
    "colours is not missing",
    "size = 42",
    "size = '42'",
    "size in (42, '42', true)",
    "taken_at >= '2024-01-01'",
    "taken_at < '2024-06-01T13:00:00+01:00'",
    "taken_at > '2023-01-30' and taken_at < '2023-02'",
    "category > '2020-01-01'",
    '"unit price" = 3',
    '"a.b" > 1 and "a.b" < 2',
    '"odd ""name"" [x] %41\\" = \'yes\'',
    "category contains 'sho'",
    "category contains 'SHO'",
    "category contains 'n'",
    "category = 'héros ''n'' \"quotes\"'",
    "not (category = 'shoes' or price > 100)",
    "(category = 'shoes' and not sale = true) or price is missing",
    "nothing = 5",
    "nothing is missing",
]


def record(i: int, **changes: Any) -> Record:
    vector = np.random.default_rng(i).standard_normal(DIM).astype(np.float32)
    item = Item(
        changes.get("id", f"item{i}"),
        changes.get("source", f"/photos/{i}.jpg"),
        changes.get("attributes", ATTRIBUTES[i % len(ATTRIBUTES)]),
    )
    origin = Origin(
        100 + i,
        1_700_000_000_123_456_789 + i,
        f"{i:032x}",
        ("category",),
        stamp=f"{i:x}-1",
        thumbprint=f"{i:06}Ä/+=" if i % 2 else "",
    )
    return Record(item, origin, vector)


class StoreContract:
    def open(self, dim: int | None = DIM) -> Store:
        """Open the test's store again, or make it; the same place each time in one test."""
        raise NotImplementedError

    @pytest.fixture
    def store(self) -> Iterator[Store]:
        store = self.open()
        yield store
        store.close()

    @pytest.fixture
    def full(self, store: Store) -> Store:
        store.put([record(i) for i in range(30)])
        return store

    def test_a_new_store_is_empty(self, store: Store) -> None:
        assert (store.count(), list(store.scan()), store.settings) == (0, [], Settings())

    def test_a_record_comes_back_as_it_was_put(self, store: Store) -> None:
        for i in range(6):
            store.put([record(i)])
            back = store.get([f"item{i}"], vectors=True)[0]
            assert (back.item, back.origin) == (record(i).item, record(i).origin)
            np.testing.assert_array_equal(back.vector, record(i).vector)

    def test_attribute_types_survive(self, full: Store) -> None:
        attributes = full.get(["item0", "item1"])[0].item.attributes
        assert [type(v) for v in attributes.values()] == [str, int, bool, list, str]

    def test_put_replaces_by_id(self, full: Store) -> None:
        full.put([record(3, attributes={"category": "hats"})])
        assert full.count() == 30
        assert full.get(["item3"])[0].item.attributes == {"category": "hats"}

    def test_get_keeps_the_order_asked_and_skips_unknown_ids(self, full: Store) -> None:
        found = full.get(["item7", "nobody", "item2", "item7"])
        assert [r.item.id for r in found] == ["item7", "item2"]

    def test_get_gives_no_vector_unless_asked(self, full: Store) -> None:
        assert full.get(["item7"])[0].vector is None

    def test_at_finds_by_source(self, full: Store) -> None:
        found = full.at(["/photos/4.jpg", "/photos/5.jpg", "/nowhere.jpg"])
        assert {r.item.id for r in found} == {"item4", "item5"}
        assert full.at([]) == []

    def test_of_content_finds_every_item_of_a_file(self, full: Store) -> None:
        copy = record(4, id="copy", source="/copies/4.jpg")
        full.put([copy])
        found = full.of_content([copy.origin.digest, record(5).origin.digest, "none"])
        assert {r.item.id for r in found} == {"item4", "copy", "item5"}
        assert full.of_content([]) == []

    def test_at_and_of_content_find_many_of_one(self, full: Store) -> None:
        full.put([record(4, id=f"copy{i}") for i in range(9)])
        assert len(full.at([record(4).item.source])) == 10
        assert len(full.of_content([record(4).origin.digest])) == 10

    def test_describe_keeps_the_vector(self, full: Store) -> None:
        full.describe([record(9, source="/moved/9.jpg", attributes={"price": 1})])
        back = full.get(["item9"], vectors=True)[0]
        assert (back.item.source, back.item.attributes) == ("/moved/9.jpg", {"price": 1})
        np.testing.assert_array_equal(back.vector, record(9).vector)
        assert full.at(["/photos/9.jpg"]) == []

    def test_describe_adds_nothing_new(self, full: Store) -> None:
        full.describe([record(99)])
        assert full.count() == 30

    def test_removed_items_are_gone_everywhere(self, full: Store) -> None:
        assert full.remove(["item1", "item2", "nobody"]) == 2
        assert full.count() == 28
        assert full.get(["item1"]) == []
        assert full.at(["/photos/1.jpg"]) == []
        vector = record(1).vector
        assert vector is not None
        assert "item1" not in {r.item.id for r in full.nearest(vector, 30)}

    def test_many_are_removed_at_once_for_good(self, store: Store) -> None:
        vector = np.ones(DIM, np.float32)
        store.put([Record(Item(f"i{i}", f"/{i}"), Origin(), vector) for i in range(10_050)])
        assert store.remove([f"i{i}" for i in range(10_040)]) == 10_040
        store.close()
        again = self.open(dim=None)
        try:
            assert min(found.item.id for found in again.scan()) == "i10040"
            assert again.count() == 10
        finally:
            again.close()

    def test_removing_twice_removes_once(self, full: Store) -> None:
        assert [full.remove(["item1"]), full.remove(["item1"]), full.remove([])] == [1, 0, 0]

    def test_scan_gives_every_record_once_over_pages(self, full: Store) -> None:
        ids = [r.item.id for r in full.scan(page=7)]
        assert sorted(ids) == sorted(f"item{i}" for i in range(30))

    def test_scan_goes_on_after_an_item_that_may_be_gone(self, full: Store) -> None:
        ids = [record.item.id for record in full.scan()]
        for place, item_id in enumerate(ids):
            behind = [record.item.id for record in full.scan(page=2, after=item_id)]
            assert behind == ids[place + 1 :]
        full.remove([ids[1]])
        assert [record.item.id for record in full.scan(after=ids[1])] == ids[2:]

    def test_attribute_names_are_those_of_the_records(self, full: Store) -> None:
        assert full.attribute_names() == sorted(
            {name for a in ATTRIBUTES for name in a if a[name] != []}
        )

    def test_which_kinds_of_values_an_attribute_has_now(self, full: Store) -> None:
        def kinds(name: str) -> list[str]:
            return [k for k in ("text", "date", "number", "flag") if full.has_values(name, k)]

        assert [kinds(n) for n in ("category", "price", "sale", "colours", "taken_at", "size")] == [
            ["text"],
            ["number"],
            ["flag"],
            ["text"],
            ["text", "date"],
            ["text", "number"],
        ]
        assert [kinds(n) for n in ("unit price", 'odd "name" [x] %41\\', "nothing", "id")] == [
            ["number"],
            ["text"],
            [],
            [],
        ]
        changed = [r.item.id for r in full.scan(parse_filter("sale is not missing"))]
        full.describe([record(int(i[4:]), attributes={"sale": "no", "n": 2**60}) for i in changed])
        assert [kinds("sale"), kinds("n")] == [["text"], ["number"]]
        full.remove(changed)
        assert [kinds("sale"), kinds("n"), kinds("taken_at")] == [[], [], ["text", "date"]]

    def test_attribute_names_are_those_that_an_item_has_now(self, full: Store) -> None:
        assert {"sale", "price"} <= set(full.attribute_names())
        ids = [r.item.id for r in full.scan()]
        full.describe([record(int(i[4:]), attributes={"new": "x", "none": []}) for i in ids])
        assert full.attribute_names() == ["new"]
        full.put([record(0, attributes={"n": 2**60, "new": False})])
        assert full.attribute_names() == ["n", "new"]
        full.remove(ids)
        assert full.attribute_names() == []

    def test_every_one_of_many_attributes_is_named(self, store: Store) -> None:
        many: dict[str, AttributeValue] = {f"a{i:03}": i for i in range(90)}
        odd: dict[str, AttributeValue] = {'z "q" [%]': True, "zz.z": "x", "empty": []}
        store.put([record(0, attributes=many), record(1, attributes=odd)])
        assert store.attribute_names() == sorted([*many, *(name for name in odd if odd[name])])
        store.put([record(2, attributes={"later": 2**60})])
        assert store.attribute_names()[-3:] == ["later", 'z "q" [%]', "zz.z"]
        store.remove(["item0"])
        assert store.attribute_names() == ["later", 'z "q" [%]', "zz.z"]
        store.close()
        again = self.open(dim=None)
        try:
            assert again.attribute_names() == ["later", 'z "q" [%]', "zz.z"]
        finally:
            again.close()

    def test_no_attribute_is_unknown_for_being_one_of_many(self, store: Store) -> None:
        many = {f"a{i:03}": i for i in range(90)} | {"last": "x", "huge": 2**60}
        store.put([record(0, attributes=many)])
        assert all(store.has_values(name, "number") for name in ("a000", "a089", "huge"))
        assert [store.has_values("last", k) for k in ("text", "number")] == [True, False]
        assert store.count(parse_filter("huge = 1152921504606846976 and a089 = 89")) == 1
        assert store.count(parse_filter("huge = 1152921504606846977")) == 0

    def test_every_one_of_many_attributes_is_counted_and_queried(self, store: Store) -> None:
        for i in range(6):
            many: dict[str, AttributeValue] = {f"a{n:02}": f"v{(i * n) % 4}" for n in range(70)}
            many |= {
                "last": ["red", "blue"][: i % 3],
                "sale": i % 2 == 0,
                "on": f"2024-0{i + 1}-01",
            }
            mixed: dict[str, AttributeValue] = {"a00": True} if i == 5 else {}
            store.put([record(i, attributes=many | mixed)])
        for name, expected in {
            "a00": [("v0", 5), (True, 1)],  # its texts may be indexed, and its flags not
            "a01": [("v0", 2), ("v1", 2), ("v2", 1), ("v3", 1)],
            "a69": [("v0", 2), ("v1", 2), ("v2", 1), ("v3", 1)],
            "last": [("red", 4), ("blue", 2)],
            "sale": [(False, 3), (True, 3)],
            "nothing": [],
        }.items():
            assert store.facets(name) == expected, name
        some = parse_filter("on >= '2024-03-01' and a69 in ('v1', 'v2') and not sale = true")
        assert {r.item.id for r in store.scan(some)} == {"item5"}
        assert store.facets("last", some) == [("blue", 1), ("red", 1)]
        assert store.facets("a69", parse_filter("last contains 'blu'"), limit=1) == [("v1", 1)]
        assert store.count(parse_filter("last is missing and a68 = 'v0'")) == 2
        asked = ("text", "date", "number", "flag")
        kinds = {n: [k for k in asked if store.has_values(n, k)] for n in ("a69", "sale", "on")}
        assert kinds == {"a69": ["text"], "sale": ["flag"], "on": ["text", "date"]}

    @pytest.mark.parametrize("text", CONDITIONS)
    def test_a_condition_means_what_filters_say(self, full: Store, text: str) -> None:
        condition = parse_filter(text)
        expected = {f"item{i}" for i in range(30) if matches(condition, record(i).item.attributes)}
        assert {r.item.id for r in full.scan(condition)} == expected
        assert full.count(condition) == len(expected)

    def test_every_number_comes_back_as_it_was_put(self, store: Store) -> None:
        store.put([record(i, attributes={"n": n}) for i, n in enumerate(HARD_NUMBERS)])
        found = {r.item.id: r.item.attributes["n"] for r in store.scan()}
        back = [found[f"item{i}"] for i in range(len(HARD_NUMBERS))]
        assert list(map(repr, back)) == list(map(repr, HARD_NUMBERS))

    def test_numbers_are_compared_exactly(self, store: Store) -> None:
        store.put([record(i, attributes={"n": n}) for i, n in enumerate(HARD_NUMBERS)])

        @settings(deadline=None, max_examples=50)
        @given(numbers(), st.sampled_from(["=", "<", "<=", ">", ">="]), numbers())
        def compared(value: float, operator: str, other: float) -> None:
            compare, one_of = Compare("n", operator, value), OneOf("n", (value, other))
            for condition in (compare, Not(compare), one_of, Not(one_of)):
                expected = {
                    f"item{i}" for i, n in enumerate(HARD_NUMBERS) if matches(condition, {"n": n})
                }
                assert {r.item.id for r in store.scan(condition)} == expected
                assert store.count(condition) == len(expected)

        compared()
        near = store.nearest(np.ones(DIM, np.float32), 1000, Not(Compare("n", "=", 2**60 + 1)))
        assert len(near) == len(HARD_NUMBERS) - 1

    def test_literals_between_large_numbers_are_compared_exactly(self, store: Store) -> None:
        wholes = [1234567890123456700 + step for step in range(-3, 4)]
        floats = [1.5, float(2**60), 1234567890123456768.0]
        numbers = [*wholes, *floats, *(-n for n in wholes), 2**53 - 1, 2**53, 2**53 + 1]
        store.put([record(i, attributes={"n": n}) for i, n in enumerate(numbers)])
        literals = (
            *("1234567890123456700.5", "12345678901234567e2", "-1234567890123456700.5"),
            *("1.2345678901234567005e18", "9007199254740992.5", "9007199254740991.5", "1e19"),
            *("1234567890123456701.0", "12345678901234567015e-1"),
        )
        for literal in literals:
            said = Fraction(literal)
            for operator, holds in OPERATORS.items():
                expected = {f"item{i}" for i, n in enumerate(numbers) if holds(Fraction(n), said)}
                for text in (f"n {operator} {literal}", f"not (n {operator} {literal})"):
                    others = {f"item{i}" for i in range(len(numbers))} - expected
                    right = others if text.startswith("not") else expected
                    assert {r.item.id for r in store.scan(parse_filter(text))} == right, text
                    assert store.count(parse_filter(text)) == len(right), text

    def test_an_attribute_of_large_numbers_is_there_or_missing(self, store: Store) -> None:
        store.put([record(0, attributes={"n": 2**60}), record(1, attributes={"m": 2**60})])
        for name, item_id in (("n", "item1"), ("m", "item0")):
            assert [r.item.id for r in store.scan(Missing(name))] == [item_id]
        store.describe([record(0, attributes={"n": 5})])
        assert store.count(Compare("n", "=", 2**60)) == 0
        assert store.count(Compare("n", "<", 6)) == 1
        assert store.attribute_names() == ["m", "n"]

    def test_of_no_conditions_all_hold_and_none_does(self, full: Store) -> None:
        assert [full.count(All(())), full.count(AnyOf(())), full.count(Not(AnyOf(())))] == [
            30,
            0,
            30,
        ]

    def test_nearest_is_the_largest_inner_product(self, full: Store) -> None:
        query = np.random.default_rng(99).standard_normal(DIM).astype(np.float32)
        scores = {f"item{i}": float(record(i).vector @ query) for i in range(30)}  # type: ignore[operator]
        found = full.nearest(query, 10)
        assert [r.item.id for r in found] == sorted(scores, key=lambda i: -scores[i])[:10]
        for r in found:
            assert r.vector is not None
            assert float(r.vector @ query) == pytest.approx(scores[r.item.id], abs=1e-6)

    def test_nearest_keeps_to_the_condition(self, full: Store) -> None:
        condition = parse_filter("category = 'bags'")
        query = np.ones(DIM, np.float32)
        found = full.nearest(query, 30, condition)
        assert len(found) == 10
        assert all(matches(condition, r.item.attributes) for r in found)

    def test_nearest_of_more_than_there_are_gives_all(self, full: Store) -> None:
        assert len(full.nearest(np.ones(DIM, np.float32), 1000)) == 30

    def test_vectors_keep_their_length(self, store: Store) -> None:
        long = Record(Item("long", "/l.jpg"), Origin(), np.full(DIM, 7, np.float32))
        store.put([long])
        np.testing.assert_array_equal(store.get(["long"], vectors=True)[0].vector, long.vector)

    def test_facets_count_values(self, full: Store) -> None:
        assert full.facets("category", limit=2) == [("bags", 10), ("shoes", 10)]
        assert full.facets("sale") == [(True, 10), (False, 5)]
        assert dict(full.facets("colours", parse_filter("price < 20"))) == {"red": 5, "white": 5}
        assert full.facets("größe") == [("L", 5)]
        assert full.facets("nothing") == []

    def test_facets_count_numbers(self, full: Store) -> None:
        assert full.facets("price") == [(10, 5), (49.5, 5), (120, 5)]
        assert full.facets("price", limit=2) == [(10, 5), (49.5, 5)]
        assert full.facets("price", parse_filter("category = 'shoes' and price > 10")) == [
            (49.5, 5)
        ]
        assert full.facets("size") == [(42, 5), ("42", 5)]

    def test_numbers_are_counted_exactly(self, store: Store) -> None:
        for some in (HARD_NUMBERS, HARD_NUMBERS[::3]):
            records = [record(i, attributes={"n": n}) for i, n in enumerate(some)]
            store.put(
                [replace(r, item=replace(r.item, id=f"{len(some)}-{r.item.id}")) for r in records]
            )
        found = store.facets("n", limit=10_000)
        expected = dict[float, int]()
        for n in [*HARD_NUMBERS, *HARD_NUMBERS[::3]]:
            expected[n] = expected.get(n, 0) + 1
        assert found == sorted(expected.items(), key=lambda pair: (-pair[1], pair[0]))
        for value, count in found:
            assert store.count(Compare("n", "=", value)) == count, value
        assert store.facets("n", Compare("n", "=", 2**60 + 1)) == [(2**60 + 1, 1)]

    def test_one_number_in_two_spellings_is_one_value(self, store: Store) -> None:
        for i, n in enumerate([42.0, 42, 42.0, 2.0**60, 2**60, True, 1, 1.0, "1", 2.5]):
            store.put([record(i, attributes={"n": n})])
        found = store.facets("n")
        assert found == [(42, 3), (1, 2), (2**60, 2), (True, 1), (2.5, 1), ("1", 1)]
        assert [type(value) for value, _ in found] == [int, int, int, bool, float, str]

    def test_an_address_comes_back_without_its_secrets(self, store: Store) -> None:
        secret, shown = "https://anna:pw@shop.example/a.jpg?token=t1&w=2", "shop.example/a.jpg"
        several = ["https://b:pw@shop.example/b.jpg", "Main Street 5"]
        for i, address in enumerate([secret, several, "Main Street 5", 5]):
            store.put([record(i, attributes={"first": 1, "address": address, "last": 2})])
        store.describe([record(4), record(0, attributes={"address": secret, "last": 2})])
        everywhere = [
            store.get(["item0"])[0],
            store.at(["/photos/0.jpg"])[0],
            store.of_content([record(0).origin.digest])[0],
            next(r for r in store.scan() if r.item.id == "item0"),
            next(r for r in store.nearest(np.ones(DIM, np.float32), 9) if r.item.id == "item0"),
        ]
        for found in everywhere:
            address = str(found.item.attributes["address"])
            assert list(found.item.attributes) == ["address", "last"]
            assert shown in address
            assert not any(word in address for word in ("anna", "pw", "t1"))
        (listed,) = store.get(["item1"])
        assert listed.item.attributes["address"] == [
            "https://shop.example/b.jpg",
            "Main Street 5",
        ]
        assert [r.item.attributes["address"] for r in store.get(["item2", "item3"])] == [
            "Main Street 5",
            5,
        ]
        told = str(store.facets("address"))
        assert "pw" not in told and "t1" not in told  # noqa: PT018
        set_aside(store, store.get(["item0"], vectors=True))
        assert "pw" not in str(aside_whole(store, ["item0"]))

    def test_facets_of_dates_and_flags_are_counted(self, full: Store) -> None:
        dates = [("2023-01-31", 5), ("2024-06-01T12:00:00", 5)]
        assert full.facets("taken_at") == dates
        assert full.facets("sale", parse_filter("price is missing")) == [(True, 5)]

    def test_facets_count_an_item_once_for_each_value(self, store: Store) -> None:
        store.put([record(0, attributes={"colours": ["red", "blue", "red"]})])
        assert store.facets("colours") == [("blue", 1), ("red", 1)]

    def test_facets_list_no_value_that_no_item_has_any_more(self, full: Store) -> None:
        before = full.get([f"item{i}" for i in range(30)])
        attributes = {"category": "hats", "sale": "no", "größe": 7}
        full.describe([replace(r, item=replace(r.item, attributes=attributes)) for r in before])
        assert full.facets("category") == [("hats", 30)]
        assert full.facets("sale") == [("no", 30)]
        assert full.facets("größe") == [(7, 30)]
        full.remove([f"item{i}" for i in range(30)])
        assert full.facets("category") == []

    def test_a_vector_of_the_wrong_size_is_refused(self, store: Store) -> None:
        with pytest.raises(StoreError, match="not \\(8,\\)"):
            store.put([Record(Item("x", "/x.jpg"), Origin(), np.ones(3, np.float32))])

    def test_a_missing_vector_is_refused(self, store: Store) -> None:
        with pytest.raises(StoreError, match="None"):
            store.put([Record(Item("x", "/x.jpg"))])

    def test_a_record_tells_its_source_lightly(self, full: Store) -> None:
        found = {r.item.id: r for r in full.sources()}
        assert len(found) == 30
        for i in (0, 7):
            assert found[f"item{i}"].item == Item(f"item{i}", f"/photos/{i}.jpg")
            assert found[f"item{i}"].origin == replace(record(i).origin, given=(), thumbprint="")
            assert found[f"item{i}"].vector is None

    def test_settings_are_what_they_were_changed_to(self, store: Store) -> None:
        store.update_settings(lambda _: SETTINGS)
        assert store.settings == SETTINGS
        folder = IndexedFolder("/photos ü", "/t.csv", True, False, "disk-1")
        store.update_settings(lambda settings: replace(settings, folders=(folder,)))
        assert store.settings == replace(SETTINGS, folders=(folder,))

    def test_a_change_of_the_settings_that_fails_changes_nothing(self, store: Store) -> None:
        store.update_settings(lambda _: SETTINGS)

        def fail(settings: Settings) -> Settings:
            raise KeyError(settings.created_at)

        with pytest.raises(KeyError):
            store.update_settings(fail)
        assert store.settings == SETTINGS

    def test_changes_of_the_settings_by_many_threads_all_count(self, store: Store) -> None:
        store.update_settings(lambda _: SETTINGS)

        def add(i: int) -> None:
            store.update_settings(
                lambda known: replace(known, folders=(*known.folders, IndexedFolder(f"/{i}")))
            )

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(add, range(12)))
        assert {one.folder for one in store.settings.folders} == {f"/{i}" for i in range(12)}

    def test_whoever_writes_back_is_alone(self, full: Store) -> None:
        def count(_: int) -> None:
            with full.writing, full.writing:  # its holder may enter it again
                (found,) = full.get(["item3"])
                n = found.item.attributes.get("n", 0)
                assert isinstance(n, int)
                full.describe([replace(found, item=replace(found.item, attributes={"n": n + 1}))])

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(count, range(12)))
        assert full.get(["item3"])[0].item.attributes == {"n": 12}

    def test_changes_are_told_by_a_number_that_grows(self, full: Store) -> None:
        seen = [full.changes]
        for change in (
            lambda: full.put([record(1)]),
            lambda: full.describe([record(1)]),
            lambda: full.remove(["item1"]),
        ):
            change()
            seen.append(full.changes)
        assert seen == sorted(set(seen))

    def test_notes_are_the_newest_of_each_kind_and_key(self, store: Store) -> None:
        value = {"text": "ü", "n": 2**60, "list": [1.5, None, True], "deep": {"a": "b"}}
        store.note(
            [Note("event", "b", {"n": 1}), Note("event", "a", value), Note("other", "a", {})]
        )
        store.note([Note("event", "b", {"n": 2})])
        assert store.notes("event") == [Note("event", "a", value), Note("event", "b", {"n": 2})]
        assert store.notes("other") == [Note("other", "a", {})]
        assert store.notes("nothing") == []
        assert store.notes("event", ["b", "none"]) == [Note("event", "b", {"n": 2})]
        store.forget("event", ["a", "none"])
        assert [note.key for note in store.notes("event")] == ["b"]
        assert len(store.notes("other")) == 1

    def test_of_notes_all_are_kept_or_none(self, store: Store) -> None:
        with pytest.raises((TypeError, ValueError)):
            store.note([Note("event", "a", {}), Note("event", "b", {"no": object()})])
        assert store.notes("event") == []

    def test_thousands_of_notes_are_found_by_their_keys(self, store: Store) -> None:
        store.note([Note("event", f"{i:05}", {"i": i}) for i in range(3000)])
        wanted = [f"{i:05}" for i in range(0, 3000, 2)]
        assert [note.key for note in store.notes("event", wanted)] == wanted
        store.forget("event", wanted)
        assert len(store.notes("event")) == 1500

    def test_failures_are_the_newest_for_each_source(self, store: Store) -> None:
        note_failures(store, [Failure("/b", "first", 1, 2), Failure("/a", "bad", 3, 4, "2024")])
        note_failures(store, [Failure("/b", "second", 5, 6)])
        assert failures(store) == [
            Failure("/a", "bad", 3, 4, "2024"),
            Failure("/b", "second", 5, 6),
        ]
        forget_failures(store, ["/a", "/none"])
        assert [f.source for f in failures(store)] == ["/b"]

    def test_what_is_set_aside_is_no_item_and_can_be_had_again(self, full: Store) -> None:
        taken = full.get(["item1", "item2"], vectors=True)
        set_aside(full, taken)
        full.remove(["item1", "item2"])
        brief = aside(full)
        assert [(r.item.id, r.item.source, r.origin.digest) for r in brief] == [
            (r.item.id, r.item.source, r.origin.digest) for r in taken
        ]
        (back,) = aside_whole(full, ["item2", "nobody"])
        assert (back.item, back.origin) == (taken[1].item, taken[1].origin)
        np.testing.assert_array_equal(back.vector, taken[1].vector)
        assert full.count() == 28

    def test_what_was_set_aside_is_given_up_by_id_and_by_time(self, full: Store) -> None:
        set_aside(full, full.get(["item1", "item2", "item3"], vectors=True))
        forget_aside(full, ["item1", "nobody"])
        assert aside_before(full, "2000-01-01T00:00:00+00:00") == []
        assert [record.item.id for record in aside(full)] == ["item2", "item3"]
        forget_aside(full, aside_before(full, "9999"))
        assert (aside(full), aside_whole(full, ["item2"])) == ([], [])

    def test_an_image_is_kept_under_its_content(self, store: Store) -> None:
        if store.images is None:
            pytest.skip("this store keeps no images")
        one = store.images.keep(b"one", "a" * 32, ".png")
        assert store.images.keep(b"one", "a" * 32, ".png") == one
        other = store.images.keep(b"other", "b" * 32, ".jpg")
        assert one in store.images
        assert "/photos/1.jpg" not in store.images
        with store.images.held(one) as data, store.images.held(other) as another:
            assert (bytes(data), bytes(another)) == (b"one", b"other")
        store.images.drop(one)
        store.images.drop(one)
        with pytest.raises(ImageUnreachable), store.images.held(one):
            pass
        with store.images.held(other) as data:
            assert bytes(data) == b"other"

    def test_an_image_that_is_too_large_is_refused(self, store: Store) -> None:
        if store.images is None:
            pytest.skip("this store keeps no images")
        source = store.images.keep(b"x" * 100, "a" * 32, ".png")
        with pytest.raises(ImageTooLarge), store.images.held(source, Limits(max_bytes=50)):
            pass

    def test_a_store_may_be_closed_twice(self, full: Store) -> None:
        expected = full.count()
        full.close()
        full.close()
        again = self.open(None)
        try:
            assert again.count() == expected
        finally:
            again.close()

    def test_everything_is_there_when_opened_again(self) -> None:
        first = self.open()
        first.put([record(i) for i in range(30)])
        first.update_settings(lambda _: SETTINGS)
        note_failures(first, [Failure("/a", "bad")])
        set_aside(first, first.get(["item0"], vectors=True))
        first.remove(["item0"])
        kept = first.images.keep(b"one", "a" * 32, ".png") if first.images else ""
        first.close()
        again = self.open(dim=None)
        try:
            assert (again.dim, again.count(), again.settings) == (DIM, 29, SETTINGS)
            assert [failure.source for failure in failures(again)] == ["/a"]
            assert [record.item for record in aside_whole(again, ["item0"])] == [record(0).item]
            assert again.facets("category", limit=1) == [("bags", 10)]
            assert again.facets("größe", limit=1) == [("L", 4)]
            if again.images:
                with again.images.held(kept) as data:
                    assert bytes(data) == b"one"
        finally:
            again.close()
