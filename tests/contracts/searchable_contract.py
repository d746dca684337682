"""What whoever can be searched must do: a test inherits SearchableContract and says who."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
import torch
from PIL import Image

from lookalike import errors
from lookalike.collection import Collection
from lookalike.duplicates.result import Action
from lookalike.duplicates.tiers import Tier
from lookalike.feedback.event import Event
from lookalike.filters.condition import All, AnyOf, Compare, Condition, Missing, Not, OneOf
from lookalike.filters.remarks import ConditionWarning
from lookalike.filters.write import filter_text
from lookalike.images.crop import Crop
from lookalike.images.read import read_image
from lookalike.indexing.put import NewImage
from lookalike.pairs.explain import explain_pair
from lookalike.recommendation.query import RecommendQuery
from lookalike.results.hits import Hits
from lookalike.search.example import Example
from lookalike.search.levels import LEVELS
from lookalike.search.query import Query
from lookalike.searchable import Searchable
from lookalike.types import Hit, Item

Pictures: TypeAlias = list[Path]

CONDITIONS = [
    None,
    "price < 100",
    "colours = 'red' or name contains '1'",
    Compare("price", ">=", 50.5),
    All((Not(Compare("category", "=", "boot")), Missing("nothing"))),
    AnyOf((OneOf("colour", ("red", "blue")), Compare("width", "<", 10))),
    AnyOf(()),
    All(()),
]

NUMBERS = [2**63 - 1, -(2**63), 2**53 + 1, 2**53, -(2**53) - 1, 7]


def same(found: list[Hit], expected: list[Hit]) -> None:
    assert [hit.item for hit in found] == [hit.item for hit in expected]
    for one, other in zip(found, expected, strict=True):
        assert one.score == pytest.approx(other.score, abs=1e-4)
        assert dict(one.parts) == pytest.approx(dict(other.parts), abs=1e-4)


def below(hit: Hit) -> tuple[list[str], int]:
    return [one.item.id for one in hit.beneath], hit.beneath_count


class SearchableContract:
    """`asked` and `own` are who is tested; `local` is a collection that knows the answers."""

    @pytest.fixture
    def asked(self) -> Searchable:
        """Holds what `local` holds; not to be changed."""
        raise NotImplementedError

    @pytest.fixture
    def own(self) -> Searchable:
        """The same, for a test that changes it."""
        raise NotImplementedError

    @pytest.fixture
    def ids(self, local: Collection) -> list[str]:
        return [item.id for item in local.items()]

    def test_too_few_items_have_no_relevance(self, asked: Searchable, pictures: Pictures) -> None:
        hits = asked.search(pictures[0])
        assert {hit.relevance for hit in hits} == {None}
        assert (hits.best, hits.is_nothing_like_this, hits.is_cut) == (None, False, False)
        with pytest.raises(errors.NotCalibrated, match="24 items"):
            asked.search(Query(pictures[0], min_relevance="similar"))

    def test_a_colour_is_an_example(self, asked: Searchable, local: Collection) -> None:
        same(asked.search("colour:#c0392b"), local.search("colour:#c0392b"))

    def test_a_path_is_an_example(
        self, asked: Searchable, local: Collection, pictures: Pictures
    ) -> None:
        same(asked.search(pictures[3]), local.search(pictures[3]))
        same(asked.search(str(pictures[3])), local.search(pictures[3]))

    def test_bytes_are_an_example(
        self, asked: Searchable, local: Collection, pictures: Pictures
    ) -> None:
        data = pictures[3].read_bytes()
        same(asked.search(data), local.search(data))

    def test_pixels_are_an_example(
        self, asked: Searchable, local: Collection, pictures: Pictures
    ) -> None:
        small = read_image(pictures[3])
        large = np.repeat(np.repeat(small, 7, axis=0), 9, axis=1)[5:]
        for pixels in (small, large):
            same(asked.search(pixels), local.search(pixels))
            query = Query(pixels, crop=Crop(2, 3, 50, 60))
            same(asked.search(query), local.search(query))

    def test_a_picture_is_the_same_example_however_it_is_held(
        self, asked: Searchable, local: Collection, pictures: Pictures
    ) -> None:
        path = pictures[3]
        expected, pixels = local.search(path), read_image(path)
        planes = torch.from_numpy(np.moveaxis(pixels, -1, 0) / 255)
        with Image.open(path) as image, path.open("rb") as file:
            held: list[Example] = [image, file, BytesIO(path.read_bytes()), pixels / 255, planes]
            for one in held:
                same(asked.search(one), expected)

    def test_a_query_of_an_open_file_is_asked_again(
        self, asked: Searchable, local: Collection, pictures: Pictures, ids: list[str]
    ) -> None:
        with pictures[3].open("rb") as file, pictures[2].open("rb") as other:
            query = Query([file, "colour:navy"], unlike=other, limit=3)
        expected = local.search(Query([pictures[3], "colour:navy"], unlike=pictures[2], limit=6))
        same(asked.search(query), expected[:3])
        same(asked.search(replace(query, offset=3)), expected[3:])
        same([asked.explain(query, ids[9])], [local.explain(query, ids[9])])

    def test_several_pixels_are_one_query(
        self, asked: Searchable, local: Collection, pictures: Pictures
    ) -> None:
        query = Query([read_image(p) for p in pictures[:2]], read_image(pictures[2]), limit=5)
        same(asked.search(query), local.search(query))

    @pytest.mark.parametrize(
        "choice",
        [
            {"copies": "once"},
            {"group_by": "category"},
            {"group_by": "colours", "copies": "once"},
            {"diverse": 0.4},
            {"group_by": "category", "diverse": 1.0, "where": "price < 100"},
        ],
        ids=str,
    )
    def test_a_choice_from_the_ranking_is_the_same_at_any_page_size(
        self, asked: Searchable, local: Collection, choice: dict[str, Any]
    ) -> None:
        end = 28  # beyond the last item, so that the last pages are short and empty
        every = local.search(Query("colour:#c0392b", limit=end, **choice))
        assert len(every) < end
        for size in (1, 4, end):
            pages = [
                hit
                for offset in range(0, end, size)
                for hit in asked.search(
                    Query("colour:#c0392b", limit=size, offset=offset, **choice)
                )
            ]
            same(pages, every)
            assert [below(hit) for hit in pages] == [below(hit) for hit in every]

    def test_a_group_has_one_hit_and_its_others_beneath(self, asked: Searchable) -> None:
        every = asked.search(Query("colour:#c0392b", limit=100, group_by="category"))
        alone = [hit for hit in every if "category" not in hit.item.attributes]
        hits = {h.item.attributes["category"]: h for h in every if h not in alone}
        assert len(alone) == asked.count("category is missing")
        assert len(alone) + len(hits) == len(every)
        counts = {kind: 1 + hit.beneath_count for kind, hit in hits.items()}
        kinds = (item.attributes.get("category") for item in asked.items())
        assert counts == Counter(kind for kind in kinds if kind is not None)
        for kind, hit in hits.items():
            views = [one.item.attributes["category"] for one in hit.beneath]
            assert views == [kind] * min(hit.beneath_count, 12)

    def test_an_excluded_item_is_nowhere(self, asked: Searchable, ids: list[str]) -> None:
        first = asked.search(Query("colour:#c0392b", limit=5))
        query = Query("colour:#c0392b", limit=4, exclude=f"id:{first[0].item.id}")
        same(asked.search(query), first[1:])
        grouped = asked.search(replace(query, limit=100, group_by="category"))
        found = [one.item.id for hit in grouped for one in (hit, *hit.beneath)]
        assert first[0].item.id not in found
        assert sum(1 + hit.beneath_count for hit in grouped) == len(ids) - 1

    @pytest.mark.filterwarnings("ignore::lookalike.filters.remarks.ConditionWarning")
    def test_hundreds_of_items_are_excluded(self, asked: Searchable, ids: list[str]) -> None:
        exclude = [*(f"id:none{i}" for i in range(500)), *ids[2:]]
        found = asked.search(Query("colour:#c0392b", exclude=exclude))
        assert {hit.item.id for hit in found} == set(ids[:2])

    def test_an_unknown_id_to_exclude_and_an_unknown_group_are_remarked(
        self, asked: Searchable
    ) -> None:
        with pytest.warns(ConditionWarning, match="no item to exclude has the id 'nobody'"):
            hits = asked.search(Query("colour:#c0392b", exclude="nobody"))
        assert hits == asked.search("colour:#c0392b")
        with pytest.warns(ConditionWarning, match="no item has an attribute 'categroy'"):
            hits = asked.search(Query("colour:#c0392b", group_by="categroy"))
        assert hits == asked.search("colour:#c0392b")

    def test_an_item_is_an_example_and_not_its_own_hit(
        self, asked: Searchable, local: Collection, ids: list[str]
    ) -> None:
        found = asked.search(f"id:{ids[0]}")
        same(found, local.search(f"id:{ids[0]}"))
        assert ids[0] not in {hit.item.id for hit in found}

    @pytest.mark.filterwarnings("ignore::lookalike.filters.remarks.ConditionWarning")
    @pytest.mark.parametrize("where", CONDITIONS, ids=str)
    def test_every_word_of_a_query_means_the_same(
        self,
        asked: Searchable,
        local: Collection,
        pictures: Pictures,
        ids: list[str],
        where: "str | Compare | None",
    ) -> None:
        query = Query(
            like=[pictures[0], f"id:{ids[1]}", pictures[2].read_bytes()],
            unlike=[pictures[5], f"id:{ids[6]}"],
            where=where,
            weights={"colour": 0.3, "shape": 1 / 3},
            limit=7,
            offset=2,
            crop="0,.1,.5,.6",
        )
        same(asked.search(query), local.search(query))

    def test_more_hits_than_one_answer_holds_are_found(
        self, asked: Searchable, local: Collection, pictures: Pictures
    ) -> None:
        query = Query(pictures[0], limit=5000)
        assert len(asked.search(query)) == 24
        same(asked.search(query), local.search(query))

    def test_hits_and_items_become_tables(
        self, asked: Searchable, local: Collection, pictures: Pictures
    ) -> None:
        hits = asked.search(pictures[0])
        assert isinstance(hits[:3], Hits)
        assert hits.to_pandas()["id"].tolist() == [hit.item.id for hit in hits]
        assert hits.to_arrow()["score"].to_pylist() == [hit.score for hit in hits]
        assert hits._repr_html_().count('src="data:') == len(hits) == 10
        where = "price < 100"
        assert asked.to_pandas(where).equals(local.to_pandas(where))
        assert asked.to_arrow(where).equals(local.to_arrow(where))

    def test_an_item_is_explained(
        self, asked: Searchable, local: Collection, pictures: Pictures, ids: list[str]
    ) -> None:
        query = Query(pictures[0], weights={"colour": 1})
        same([asked.explain(query, ids[9])], [local.explain(query, ids[9])])
        same([asked.explain(pictures[0], f"id:{ids[9]}")], [local.explain(pictures[0], ids[9])])

    def test_an_item_is_got_by_its_id(
        self, asked: Searchable, local: Collection, ids: list[str]
    ) -> None:
        assert asked.get(ids[4]) == asked.get(f"id:{ids[4]}") == local.get(ids[4])

    @pytest.mark.filterwarnings("ignore::lookalike.filters.remarks.ConditionWarning")
    @pytest.mark.parametrize("where", CONDITIONS, ids=str)
    def test_items_are_listed_and_counted(
        self, asked: Searchable, local: Collection, where: "str | Compare | None"
    ) -> None:
        expected = list(local.items(where))
        assert list(asked.items(where)) == list(asked.items(where, page=5)) == expected
        assert asked.count(where) == len(expected)

    def test_items_go_on_behind_one(self, asked: Searchable, local: Collection) -> None:
        every = list(local.items())
        assert list(asked.items(after=every[6].id, page=4)) == every[7:]

    def test_facets_count_values(self, asked: Searchable, local: Collection) -> None:
        for attribute in ("category", "colours", "price", "width"):
            found = asked.facets(attribute)
            assert found == local.facets(attribute) != []
            assert [type(v) for v, _ in found] == [type(v) for v, _ in local.facets(attribute)]
        for attribute in ("sale", "nothing"):
            for one in (asked, local):
                with pytest.warns(
                    ConditionWarning, match=f"no item has an attribute '{attribute}'"
                ):
                    assert one.facets(attribute) == []
        where = Compare("price", "<", 100)
        assert asked.facets("category", where, limit=2) == local.facets("category", where, limit=2)

    def test_large_numbers_and_flags_are_counted_exactly(
        self, own: Searchable, ids: list[str]
    ) -> None:
        for item_id, n in zip(ids, [2**53 + 1, 2**53 + 1, 2**53, 1.5, True, 1], strict=False):
            own.set_attributes(item_id, {"n": n})
        found = own.facets("n")
        assert found == [(2**53 + 1, 2), (True, 1), (1, 1), (1.5, 1), (2**53, 1)]
        assert [type(value) for value, _ in found] == [int, bool, int, float, int]

    def test_every_one_of_many_attributes_is_named(self, own: Searchable, ids: list[str]) -> None:
        before = own.attribute_names()
        many = {f"a{i:02}": f"v{i}" for i in range(90)}
        own.set_attributes(ids[0], many)
        assert own.attribute_names() == sorted([*before, *many])
        assert own.about().attributes == tuple(own.attribute_names())
        own.set_attributes(ids[0], dict.fromkeys(many))
        assert own.attribute_names() == before

    def test_attributes_weights_and_failures_are_told(
        self, asked: Searchable, local: Collection
    ) -> None:
        assert asked.attribute_names() == local.attribute_names()
        assert asked.weights == pytest.approx(dict(local.weights))
        told = [(one.source, one.reason, one.at) for one in asked.failures()]
        assert told == [(one.source, one.reason, one.at) for one in local.failures()]
        assert len(told) == 1

    def test_attributes_are_set_and_taken_away(self, own: Searchable, ids: list[str]) -> None:
        changes = {"price": 1.5, "tags": ["a", "it's"], "größe": True, "category": None}
        item = own.set_attributes(ids[0], changes)
        assert own.get(ids[0]) == item
        assert item.attributes["tags"] == ["a", "it's"]
        assert "category" not in item.attributes
        assert own.count("größe = true and tags = 'it''s' and price = 1.5") == 1

    def test_removed_items_are_gone(self, own: Searchable, ids: list[str]) -> None:
        removed = own.remove([ids[0], f"id:{ids[1]}", "nobody", ids[0], "", "id:a/b", "nobody"])
        assert (removed, removed.unknown) == (2, ("nobody", "", "id:a/b"))
        assert [own.count(), own.remove([ids[0]]), own.remove([])] == [22, 0, 0]

    @pytest.mark.parametrize("where", ["price >= 0", Compare("price", ">=", 0)], ids=str)
    def test_all_that_match_are_removed(
        self, own: Searchable, where: str | Compare, ids: list[str]
    ) -> None:
        own.set_attributes(ids[3], {"price": None})
        removed = own.remove(where=where)
        assert (removed, removed.unknown) == (23, ())
        assert [item.id for item in own.items()] == [ids[3]]

    @pytest.mark.parametrize(
        ("where", "said"),
        [
            ("categroy != 'boot'", "did you mean 'category'?"),
            ("not price = '89'", "'price' is a number in every item"),
            ("not name = true", "'name' is text in every item"),
            ("nothing is missing", "no item has an attribute 'nothing'"),
            (Not(OneOf("price", (1, "2"))), "never text"),
        ],
        ids=str,
    )
    def test_a_condition_that_no_item_can_meet_is_told_and_removes_nothing(
        self, own: Searchable, where: "str | Condition", said: str
    ) -> None:
        (remark,) = own.remarks(where)
        assert said in remark
        with pytest.raises(errors.FilterError, match="nothing was removed") as error:
            own.remove(where=where)
        assert remark in str(error.value)
        asks: list[Callable[[], Any]] = [
            lambda: own.count(where),
            lambda: len(list(own.items(where))),
            lambda: len(own.search(Query("colour:navy", where=where, limit=24))),
            lambda: sum(count for _, count in own.facets("format", where)),
            lambda: len(own.to_pandas(where)),
        ]
        for ask in asks:
            with pytest.warns(ConditionWarning) as warned:
                assert ask() == 24
            assert [str(one.message) for one in warned] == [remark]
            assert warned[0].filename == __file__

    def test_what_is_all_right_is_not_remarked_on(self, asked: Searchable) -> None:
        for where in (None, "price < 100 and not (category = 'x' or name = 'y')", "price > 1e9"):
            assert asked.remarks(where) == []

    def test_remarks_go_where_they_are_wanted(self, own: Searchable) -> None:
        told: list[str] = []
        own.on_remark = told.append
        own.count("colr = 1")
        assert told == own.remarks("colr = 1")

    def test_lists_of_thousands_of_values_are_asked(self, own: Searchable, ids: list[str]) -> None:
        item = own.set_attributes(ids[0], {"sku": "it's 00007", "item": 2**60 + 7})
        skus = tuple(f"it's {i:05}" for i in range(5000))
        numbers = tuple(2**60 + i for i in range(200))
        for where in (OneOf("sku", skus), OneOf("item", numbers), filter_text(OneOf("sku", skus))):
            assert own.count(where) == 1
            assert [one.id for one in own.items(where)] == [item.id]
            assert [hit.item.id for hit in own.search(Query("colour:navy", where=where))] == [
                item.id
            ]
            assert sum(count for _, count in own.facets("sku", where)) == 1
        assert own.remove(where=Not(OneOf("sku", skus))) == 23
        assert own.remove(where=OneOf("sku", skus)) == 1

    def test_long_whole_numbers_are_compared_exactly(self, own: Searchable, ids: list[str]) -> None:
        for i, item_id in enumerate(ids):
            own.set_attributes(item_id, {"item": 1234567890123456700 + i})
        assert own.get(ids[1]).attributes["item"] == 1234567890123456701
        assert own.count("item = 1234567890123456701") == 1
        assert own.count("item = 1234567890123456701.0") == 1
        assert own.count("item <= 1234567890123456701.0 and item != 1234567890123456700.") == 1
        assert own.count("item != 1234567890123456701") == 23
        assert own.count("item > 1234567890123456701 and item <= 1234567890123456703") == 2
        assert own.count("item in (1234567890123456701, 1234567890123456799)") == 1
        assert own.count("item = 12345678901234567e2") == 1
        assert own.count("item > 1234567890123456710.5") == 13
        assert own.count("item != 1234567890123456701.5") == 24
        assert own.count("item in (1234567890123456701.5, 1.2345678901234567e18)") == 1
        assert own.remove(where="item < 1234567890123456702.5") == 3

    def test_a_negated_comparison_of_mixed_values_is_told_and_removes_nothing(
        self, own: Searchable, ids: list[str]
    ) -> None:
        for i, item_id in enumerate(ids):
            own.set_attributes(item_id, {"year": 2011 if i < 3 else "2011"})
        (remark,) = own.remarks("year != '2011'")
        assert "'year' is a number in 3 items (such as " in remark
        with pytest.warns(ConditionWarning) as warned:
            assert own.count("year != '2011'") == 3
        assert [str(one.message) for one in warned] == [remark]
        with pytest.raises(errors.FilterError, match="nothing was removed: 'year' is a number"):
            own.remove(where="year != '2011'")
        assert own.remarks("year = '2011'") == []
        assert own.remove(where="year != '2011' and year = 2011") == 3

    def test_what_to_remove_is_said_in_one_way(self, own: Searchable) -> None:
        with pytest.raises(errors.InputError, match="ids, or a condition"):
            own.remove()
        with pytest.raises(errors.InputError, match="ids, or a condition"):
            own.remove([], where="price > 0")
        with pytest.raises(errors.FilterError, match="of the condition"):
            own.remove(where="")
        assert own.count() == 24

    @pytest.mark.parametrize("item_id", ["nobody", "", ".", "..", "a/b", "a?b#c%", "é", "id:x"])
    def test_an_unknown_id_is_named(self, asked: Searchable, item_id: str) -> None:
        bare = re.escape(repr(item_id.removeprefix("id:")))
        named = rf"^no item {bare}; `lookalike list` shows those that there are$"
        for ask in (asked.get, asked.thumbnail, asked.original):
            with pytest.raises(errors.UnknownItem, match=named):
                ask(item_id)
        with pytest.raises(errors.UnknownItem):
            asked.set_attributes(item_id, {"price": 1})
        with pytest.raises(errors.UnknownItem):
            asked.search(f"id:{item_id}")

    @pytest.mark.parametrize(
        ("example", "kind", "said"),
        [
            (b"", errors.DamagedImage, "the file is empty"),
            (b"<html>", errors.UnknownFormat, "cannot use these 6 bytes"),
            (b"\xff\xd8\xff\xe0 cut", errors.DamagedImage, "cannot use these"),
            ("no such.jpg", errors.ImageUnreachable, "cannot use no such.jpg: no such file"),
            ("ftp://a/b.jpg", errors.ImageError, "ftp://a/b.jpg: only http"),
            ("id:", errors.UnknownItem, "no item ''"),
        ],
    )
    def test_what_is_no_image_is_one_error(
        self, asked: Searchable, example: Example, kind: type[Exception], said: str
    ) -> None:
        with pytest.raises(kind, match=said):
            asked.search(example)

    @pytest.mark.parametrize(
        ("options", "kind", "said"),
        [
            ({"where": "price <"}, errors.FilterError, "of the condition: price <"),
            ({"where": ""}, errors.FilterError, "of the condition"),
            ({"weights": {"colr": 1}}, errors.QueryError, "no part 'colr'"),
            ({"weights": {}}, errors.QueryError, "weight"),
            ({"weights": {"colour": -1}}, errors.QueryError, "must be 0 or more"),
            ({"crop": "1,2"}, errors.QueryError, "cannot read the crop"),
            ({"crop": Crop(2, 2, 0.5, 0.5)}, errors.QueryError, "no pixel"),
        ],
        ids=str,
    )
    def test_a_question_that_makes_no_sense_is_one_error(
        self,
        asked: Searchable,
        ids: list[str],
        options: dict[str, Any],
        kind: type[Exception],
        said: str,
    ) -> None:
        with pytest.raises(kind, match=said):
            asked.search(Query(f"id:{ids[0]}", **options))

    def test_a_bad_condition_is_one_error_at_once(self, asked: Searchable) -> None:
        for ask in (asked.items, asked.count):
            with pytest.raises(errors.FilterError, match="of the condition: price <"):
                ask("price <")
        with pytest.raises(errors.FilterError, match="of the condition"):
            asked.facets("category", "price <")

    def test_whole_numbers_of_64_bits_are_set_and_found_exactly(
        self, own: Searchable, ids: list[str]
    ) -> None:
        for item_id, number in zip(ids, NUMBERS, strict=False):
            assert own.set_attributes(item_id, {"sku": number}).attributes["sku"] == number
        for item_id, number in zip(ids, NUMBERS, strict=False):
            assert [item.id for item in own.items(f"sku = {number}")] == [item_id]

    @pytest.mark.parametrize("value", [float("nan"), {"a": 1}, 2**63, -(2**63) - 1, 2**70, [1]])
    def test_what_is_no_attribute_is_refused(
        self, asked: Searchable, ids: list[str], value: object
    ) -> None:
        with pytest.raises(errors.InputError, match="attribute 'price' of"):
            asked.set_attributes(ids[0], {"price": value})  # type: ignore[dict-item]

    def test_what_it_holds_is_told(self, asked: Searchable, local: Collection) -> None:
        told, known = asked.about(), local.about()
        assert (told.items, told.failures, told.away) == (24, 1, 0)
        for name in ("encoders", "folders", "unfinished", "weights", "attributes", "created_at"):
            assert getattr(told, name) == getattr(known, name), name
        assert (asked.has_colours, asked.has_heatmaps) == (True, local.has_heatmaps)

    def test_its_own_weights_are_set(self, own: Searchable, pictures: Pictures) -> None:
        own.set_weights({"colour": 3, "shape": 1})
        assert own.weights == own.about().weights == {"colour": 0.75, "shape": 0.25}
        assert set(own.search(pictures[0])[0].parts) == {"colour", "shape"}
        with pytest.raises(errors.QueryError, match="nothing"):
            own.set_weights({"nothing": 1})
        assert own.weights == {"colour": 0.75, "shape": 0.25}

    def test_heat_is_the_same_or_there_is_none_of_it(
        self, asked: Searchable, local: Collection, pictures: Pictures, ids: list[str]
    ) -> None:
        if not local.has_heatmaps:
            with pytest.raises(errors.NoPlaces, match="no part"):
                asked.heatmap(pictures[0], ids[3])
            return
        found, expected = asked.heatmap(pictures[0], ids[3]), local.heatmap(pictures[0], ids[3])
        assert found.part == expected.part
        np.testing.assert_allclose(found.item, expected.item, atol=1e-4)

    def test_a_pair_is_explained_the_same(
        self, asked: Searchable, local: Collection, pictures: Pictures, ids: list[str]
    ) -> None:
        weighed = Query(f"id:{ids[4]}", weights={"colour": 2}, crop=".25,.25,.5,.5")
        asking: list[Query | Example] = [f"id:{ids[5]}", pictures[2], "colour:navy", weighed]
        for query in asking:
            found, expected = (explain_pair(one, query, ids[3]) for one in (asked, local))
            same([found.hit], [expected.hit])
            for part, known in zip(found.parts, expected.parts, strict=True):
                assert vars(part) == pytest.approx(vars(known), abs=1e-4)
            assert found.palette == expected.palette
            assert found.palette is not None
            assert found.why_no_heatmap == expected.why_no_heatmap
            assert np.array_equal(found.draw(), expected.draw())

    def test_pictures_are_given_small_and_whole(
        self, asked: Searchable, local: Collection, ids: list[str]
    ) -> None:
        small = asked.thumbnail(ids[2], 32)
        assert small == asked.thumbnail(f"id:{ids[2]}", 32) == local.thumbnail(ids[2], 32)
        assert max(read_image(small).shape) == 32
        assert asked.original(ids[2]) == Path(local.get(ids[2]).source).read_bytes()
        with pytest.raises(errors.UnknownItem):
            asked.thumbnail("zzz")
        with pytest.raises(errors.UnknownItem):
            asked.original("zzz")

    def test_an_image_is_put_and_replaced(self, own: Searchable, pictures: Pictures) -> None:
        data = pictures[0].read_bytes()
        item = own.put_image(data, "mine", {"price": 3, "tags": ["a", "b"]}, name="hat.jpg")
        assert own.get("mine") == item
        assert (item.attributes["name"], item.attributes["price"]) == ("hat.jpg", 3)
        assert own.original("mine") == data
        again = own.put_image(pictures[1].read_bytes(), "mine")
        assert again.attributes["price"] == 3
        assert own.original("mine") == pictures[1].read_bytes()
        with pytest.raises(errors.UnknownFormat):
            own.put_image(b"no image", "other")
        with pytest.raises(errors.InputError, match="cannot be an id"):
            own.put_image(data, "a/b")
        with pytest.raises(errors.InputError, match="attribute"):
            own.put_image(data, "other", {"": 1})

    def test_of_many_images_the_bad_are_told(self, own: Searchable, pictures: Pictures) -> None:
        data = [picture.read_bytes() for picture in pictures[:2]]
        images = [NewImage(data[0], "a"), NewImage(b"no image", "b"), NewImage(data[1], "c")]
        first, bad, last = own.put_images(images)
        assert isinstance(bad, errors.UnknownFormat)
        assert [first, last] == [own.get("a"), own.get("c")]
        assert own.put_images([]) == []

    def test_it_is_brought_up_to_date(self, own: Searchable, ids: list[str]) -> None:
        told: list[int] = []
        report = own.index(on_progress=lambda report, total: told.append(total))
        assert (report.unchanged, report.still_failing, report.added) == (24, 1, 0)
        assert told[-1] == 25
        own.remove(ids[:2])
        (folder,) = own.about().folders
        assert own.index(folder).added == 2
        assert own.index(folder, retry_failed=True).failed[0].source.startswith(folder)
        assert own.count() == 24

    def test_an_earlier_place_is_of_a_named_folder_that_was_indexed(self, own: Searchable) -> None:
        (folder,) = own.about().folders
        with pytest.raises(errors.InputError, match="name as `folder` where"):
            own.index(moved_from=folder)
        with pytest.raises(errors.InputError, match="/none was never indexed here"):
            own.index(folder, moved_from="/none")

    def test_failures_are_tried_again(self, own: Searchable) -> None:
        report = own.retry_failures()
        (failure,) = own.failures()
        assert [one.source for one in report.failed] == [failure.source]
        assert report.added == 0

    def test_duplicates_are_found_with_what_to_keep(
        self, own: Searchable, pictures: Pictures, ids: list[str]
    ) -> None:
        own.put_image(pictures[0].read_bytes(), "again", name="again.jpg")
        steps = list[tuple[str, int, int]]()
        same: list[Tier] = ["identical", "reencoded"]
        found = own.find_duplicates(tiers=same, on_step=lambda *step: steps.append(step))
        (group,) = found.groups
        first = next(item for item in own.items() if item.source == str(pictures[0]))
        assert (group.tier, group.confidence, group.why) == ("identical", 1.0, "the same bytes")
        assert [own.get(member.id) for member in group.members] == [
            Item(member.id, member.source, member.attributes) for member in group.members
        ]
        assert {member.id for member in group.members} == {"again", first.id}
        assert [member.tier for member in group.members] == ["identical", "identical"]
        assert group.freed == group.best.size == len(pictures[0].read_bytes())
        assert [{pair.one, pair.other} for pair in group.pairs] == [{"again", first.id}]
        assert (found.items, found.remarks, found.interrupted) == (25, (), False)
        assert all(done <= total for _, done, total in steps)
        assert not own.find_duplicates("price > 1e9", same).groups
        with pytest.warns(ConditionWarning, match="did you mean 'category'?"):
            own.find_duplicates("categroy = 'x'", same)
        with pytest.raises(errors.FilterError, match="of the condition: price <"):
            own.find_duplicates("price <")
        with pytest.raises(errors.InputError, match="no tier 'same'"):
            own.find_duplicates(tiers=["same"])  # type: ignore[list-item]

    def test_what_needs_attention_is_found(
        self, own: Searchable, pictures: Pictures, ids: list[str]
    ) -> None:
        grey = BytesIO()
        Image.new("RGB", (90, 50), "grey").save(grey, "PNG")
        own.put_image(grey.getvalue(), "blank", {"category": "boot"}, "grey.png")
        steps = list[tuple[str, int, int]]()
        found = own.check("category", on_step=lambda *step: steps.append(step))
        kinds = {one.kind: one for one in found.findings}
        (blank,) = kinds["blank"].suspects
        assert (blank.item, blank.score, kinds["blank"].count) == (own.get("blank"), 1.0, 1)
        (tiny,) = own.check(kinds=["tiny"]).findings
        assert [one.item.id for one in tiny.suspects] == ["blank"]
        assert found.items == 25
        assert found.label == "category"
        assert found.balance is not None
        assert dict(found.balance) == dict(own.facets("category", limit=100))
        assert all(done <= total for _, done, total in steps)
        assert own.check(where="price > 1e9", kinds=["tiny"]).items == 0
        assert "mislabelled" not in {one.kind for one in own.check().findings}
        assert "labels were not checked" in own.check(kinds=["mislabelled"]).remarks[0]
        with pytest.raises(errors.InputError, match="no item has an attribute 'nothing' to check"):
            own.check("nothing")
        with pytest.raises(errors.FilterError, match="of the condition: price <"):
            own.check(where="price <")
        with pytest.raises(errors.InputError, match="no kind 'small'"):
            own.check(kinds=["small"])  # type: ignore[list-item]

    def test_what_it_has_already_is_told(
        self, own: Searchable, pictures: Pictures, ids: list[str]
    ) -> None:
        source, data = str(pictures[0]), pictures[0].read_bytes()
        with Image.open(pictures[0]) as image:
            image.save(smaller := BytesIO(), "JPEG", quality=60)
        for example in (pictures[0], source, data):
            copy = own.copies_of(example)[0]
            assert (copy.item.source, copy.tier, copy.confidence) == (source, "identical", 1.0)
            assert (copy.new, str(copy)) == (None, f"it has the same bytes as {pictures[0].name}")
        again = own.copies_of(smaller.getvalue())[0]
        assert again.item == copy.item
        assert again.tier in ("reencoded", "edited")
        assert own.copies_of(read_image(pictures[0]))[0].item == copy.item
        assert source not in {c.item.source for c in own.copies_of(f"id:{copy.item.id}")}
        with pytest.raises(errors.QueryError, match="is no picture"):
            own.copies_of("colour:red")
        with pytest.raises(errors.UnknownFormat):
            own.copies_of(b"no image")

    def test_indexing_says_what_was_there_already(
        self, own: Searchable, pictures: Pictures
    ) -> None:
        own.put_image(pictures[0].read_bytes(), "again", name="again.jpg")
        first = next(item for item in own.items() if item.source == str(pictures[0]))
        own.remove([first.id])
        assert own.index().copies == []
        own.remove([first.id])
        report = own.index(check_duplicates=True)
        assert report.added == 1
        (copy,) = [copy for copy in report.copies if copy.tier == "identical"]
        assert copy.new is not None
        assert (copy.new.source, copy.item) == (str(pictures[0]), own.get("again"))

    def test_many_items_are_tagged_at_once(self, own: Searchable, ids: list[str]) -> None:
        some = [f"id:{ids[0]}", *ids[1:5], "none", ids[1]]
        tagged = own.tag({"season": "winter", "price": None}, some)
        assert (tagged, tagged.unknown) == (5, ("none",))
        assert {item.id for item in own.items("season = 'winter'")} == set(ids[:5])
        for item_id in ids[:5]:
            assert "price" not in own.get(item_id).attributes
            assert "category" in own.get(item_id).attributes
        assert own.tag({"season": "summer", "sale": True}, where="not season = 'winter'") == 19
        assert own.count("season = 'summer' and sale = true") == 19
        assert own.tag({"season": None}, where="season = 'summer'") == 19
        assert own.count("season = 'summer'") == 0
        assert own.tag({"season": "spring"}, []) == 0
        own.index()
        assert own.count("season = 'winter'") == 5
        for asked in ({}, {"ids": ids[:1], "where": "price > 1"}):
            with pytest.raises(errors.InputError, match="ids, or a condition"):
                own.tag({"season": "spring"}, **asked)  # type: ignore[arg-type]
        with pytest.raises(errors.FilterError, match=r"nothing was tagged: .*seasn"):
            own.tag({"season": "spring"}, where="not seasn = 'winter'")
        with pytest.raises(errors.InputError, match="of the items must be text"):
            own.tag({"season": {"a": 1}}, ids)  # type: ignore[dict-item]
        assert own.count("season = 'spring'") == 0

    def test_scores_are_calibrated(self, own: Searchable, pictures: Pictures) -> None:
        with pytest.raises(errors.NotCalibrated, match="24 items; scores can be calibrated from"):
            own.calibrate()
        assert own.calibration is None
        data = [path.read_bytes() for path in pictures]
        for number in range(3):
            own.put_images(
                [
                    NewImage(one, f"{number}-{place}", {"kind": f"kind {place // 2}"})
                    for place, one in enumerate(data)
                ]
            )
        steps = list[tuple[str, int, int]]()
        made = own.calibrate(on_step=lambda *step: steps.append(step))
        found = own.calibration
        assert found is not None
        assert (found.made_at, found.items, found.rate) == (made.made_at, own.count(), 0.95)
        assert found.boundaries(own.weights, 0.9) == made.boundaries(own.weights, 0.9)
        assert all(0 <= done <= total for _, done, total in steps)
        hits = own.search(Query(f"id:{next(own.items()).id}", limit=40))
        assert {hit.relevance for hit in hits} <= set(LEVELS)
        other = own.calibrate(labels="kind", rate=0.9, seed=3)
        assert (other.rate, other.label, other.seed) == (0.9, "kind", 3)
        with pytest.raises(errors.InputError, match=r"above \.5 and below 1, not 1\.5"):
            own.calibrate(rate=1.5)

        def stop(step: str, done: int, total: int) -> None:
            raise KeyError(step)

        with pytest.raises(KeyError):
            own.calibrate(on_step=stop)
        assert own.calibration is not None

    def test_two_maps_are_compared(self, own: Searchable) -> None:
        steps = list[tuple[str, int, int]]()
        found = own.compare_maps(
            weights={"colour": 3},
            colour_by="category",
            method="pca",
            on_step=lambda *step: steps.append(step),
        )
        one, other = found.one.map, found.other.map
        made = own.map(colour_by="category")
        assert (one.ids, one.values) == (made.ids, made.values)
        np.testing.assert_allclose(one.positions, made.positions, atol=1e-4)
        assert [one.ids[row] for row in found.match] == list(other.ids)
        assert other.values == [own.get(item_id).attributes["category"] for item_id in other.ids]
        assert (found.one.alone, found.other.alone, found.interrupted) == (0, 0, False)
        assert dict(found.other.weights) == {"colour": 1}
        assert dict(found.one.weights) == pytest.approx(dict(own.weights))
        asked, nearest = found.asked.tolist(), found.other.nearest.tolist()
        assert asked == list(range(24))
        for row, theirs in zip(asked, nearest, strict=True):
            like = Query(f"id:{one.ids[row]}", weights={"colour": 1}, limit=11)
            hits = own.search(like)
            least = hits[9].score - 1e-5
            near = {hit.item.id for hit in hits if hit.score >= least}
            assert {one.ids[i] for i in theirs} <= near
        assert found.kept is not None
        assert 0.3 < found.kept < 1
        for side in (found.one, found.other):
            assert side.trustworthiness is not None
            assert 0.4 < side.trustworthiness <= 1
            assert side.same_value is not None
        assert all(done <= total for _, done, total in steps)
        some = own.compare_maps(where="category = 'boot'", weights={"colour": 1}, method="pca")
        assert set(some.one.map.ids) == {item.id for item in own.items("category = 'boot'")}
        assert (some.kept, some.one.same_value, some.one.map.values) == (None, None, None)
        with pytest.raises(errors.InputError, match="another collection, or other weights"):
            own.compare_maps()
        with pytest.raises(errors.QueryError, match="no part 'size'"):
            own.compare_maps(weights={"size": 1})
        with pytest.raises(errors.InputError, match="no method 'umap'"):
            own.compare_maps(weights={"colour": 1}, method="umap")  # type: ignore[arg-type]

    def test_it_is_laid_out_as_a_map(self, own: Searchable, ids: list[str]) -> None:
        steps = list[tuple[str, int, int]]()
        made = own.map(colour_by="category", method="pca", on_step=lambda *step: steps.append(step))
        assert sorted(made.ids) == sorted(item.id for item in own.items())
        assert made.positions.shape == (24, 2)
        assert float(np.abs(made.positions).max()) == pytest.approx(1, abs=1e-3)
        assert made.values == [own.get(one).attributes["category"] for one in made.ids]
        assert [one.count for one in made.clusters] == np.bincount(
            made.cluster_of[made.cluster_of >= 0]
        ).tolist()
        assert all(item == own.get(item.id) for one in made.clusters for item in one.typical)
        assert (made.method, made.placed, made.interrupted) == ("pca", 0, False)
        assert all(done <= total for _, done, total in steps)
        some = own.map("category = 'boot'")
        assert set(some.ids) == {item.id for item in own.items("category = 'boot'")}
        own.remove(where="category != 'boot'")
        again = own.map()
        assert (again.ids, again.values) == (some.ids, None)
        np.testing.assert_array_equal(again.positions, some.positions)
        assert own.map(renew=True, method="pca").made_at >= made.made_at
        with pytest.raises(errors.InputError, match="no item has an attribute 'nothing'"):
            own.map(colour_by="nothing")
        with pytest.raises(errors.FilterError, match="of the condition: price <"):
            own.map("price <")
        with pytest.raises(errors.InputError, match="no method 'umap'"):
            own.map(method="umap")  # type: ignore[arg-type]

    def test_a_search_for_duplicates_is_stopped(self, own: Searchable) -> None:
        found = own.find_duplicates(should_stop=lambda: True)
        assert found.interrupted
        assert not found.groups

    def test_what_is_distinct_is_remembered_and_forgotten(
        self, own: Searchable, pictures: Pictures, ids: list[str]
    ) -> None:
        for name in ("again", "third"):
            own.put_image(pictures[0].read_bytes(), name)

        def found() -> list[int]:
            groups = own.find_duplicates(tiers=["identical"]).groups
            return [len(group.members) for group in groups]

        (group,) = own.find_duplicates(tiers=["identical"]).groups
        three = [f"id:{member.id}" for member in group.members]
        assert own.note_distinct([*three, three[0]]) == 3
        assert found() == []
        assert own.forget_distinct(three[::-1]) == 3
        assert found() == [3]
        with pytest.raises(errors.UnknownItem, match="nobody"):
            own.note_distinct([three[0], "nobody"])
        for decide in (own.note_distinct, own.forget_distinct):
            with pytest.raises(errors.InputError, match="at least two ids"):
                decide([three[0], three[0]])
            with pytest.raises(errors.InputError, match="must be a list"):
                decide(three[0])  # type: ignore[arg-type]

    def test_files_are_moved_to_the_quarantine_and_back(
        self, own: Searchable, pictures: Pictures
    ) -> None:
        item = own.put_image(pictures[0].read_bytes(), "again", {"price": 3}, "again.jpg")
        assert own.quarantined() == []
        assert not own.quarantine([]).ids
        assert not own.quarantine(["nobody"]).ids
        assert own.quarantined() == []
        moved = own.quarantine(["again", "nobody", "id:again"])
        assert (list(moved.ids), moved.failed) == (["again"], ())
        assert (moved.manifest.parent / "000000-again.jpg").read_bytes() == own.original(
            own.search(pictures[0])[0].item.id
        )
        assert own.quarantined() == [Action(moved.action, 1)]
        with pytest.raises(errors.UnknownItem):
            own.get("again")
        for name in ("nobody", "", "..", str(moved.manifest.parent), f"../{moved.action}"):
            with pytest.raises(errors.InputError, match="nothing was moved as"):
                own.undo_quarantine(name)
        assert list(own.undo_quarantine(moved.action).ids) == ["again"]
        assert own.get("again") == item
        assert own.quarantined() == []

    def test_events_are_of_a_person_the_latest_first_until_they_are_erased(
        self, own: Searchable, ids: list[str]
    ) -> None:
        viewed = Event("view", f"id:{ids[0]}", user="ann/+ö", time="2026-05-01T12:00:00+02:00")
        liked = Event("like", ids[1], user="ann/+ö", query="id:x", rank=3, model="old")
        passed = Event("shown", ids[1], session="ann/+ö")
        recorded = own.record_events([viewed, liked, passed, Event("like", "gone", user="bob")])
        assert (recorded, recorded.unknown, recorded.example) == (3, 1, "gone")
        assert own.events("ann/+ö") == [liked, viewed]
        assert own.events("ann/+ö", limit=1) == [liked]
        assert own.events(session="ann/+ö") == [passed]
        assert viewed.time == "2026-05-01T10:00:00+00:00"
        assert own.forget_user("ann/+ö") == 2
        assert own.forget_user("ann/+ö") == 0
        assert own.events("ann/+ö") == []
        assert own.forget_user(session="ann/+ö") == 1

    def test_a_recommendation_is_the_same_wherever_it_is_asked(
        self,
        own: Searchable,
        asked: Searchable,
        local: Collection,
        pictures: Pictures,
        ids: list[str],
    ) -> None:
        basket = RecommendQuery([f"id:{one}" for one in ids[:2]], limit=5, diverse=0.2)
        shown = RecommendQuery(pictures[3], where="price > 20", copies="once", group_by="category")
        for query in (basket, shown, RecommendQuery(limit=4), RecommendQuery(user="nobody")):
            found, expected = asked.recommend(query), local.recommend(query)
            same(found, expected)
            assert [hit.reason for hit in found] == [hit.reason for hit in expected]
            assert all(hit.reason for hit in found)
        own.record_events([Event("like", one, user="ann") for one in ids[:2]])
        hits = own.recommend(RecommendQuery(user="ann", limit=30))
        assert len(hits) == 22
        assert {hit.reason.item for hit in hits if hit.reason} == {*ids[:2]}
        assert {hit.reason.kind for hit in hits if hit.reason} == {"like"}
        both = own.recommend(RecommendQuery(user="ann", limit=30, leave_out="owned"))
        assert len(both) == 24
        with pytest.warns(ConditionWarning, match="colr"):
            own.recommend(RecommendQuery(user="ann", where="colr = 'red'"))
        with pytest.raises(errors.UnknownItem):
            own.recommend(RecommendQuery("id:gone"))

    def test_events_of_a_removed_item_stay(self, own: Searchable, ids: list[str]) -> None:
        own.record_events([Event("like", ids[0], user="ann")])
        own.remove([ids[0]])
        assert [event.item for event in own.events("ann")] == [ids[0]]

    def test_events_are_checked(self, own: Searchable) -> None:
        for call in (own.events, own.forget_user):
            with pytest.raises(errors.InputError, match="say who"):
                call()
            with pytest.raises(errors.InputError, match="printable"):
                call("a\nb")
        with pytest.raises(errors.InputError, match="must be a list"):
            own.record_events(Event("like", "x", user="ann"))  # type: ignore[arg-type]
        with pytest.raises(errors.InputError, match="1 or more"):
            own.events("ann", limit=0)

    def test_what_is_given_in_another_form_is_one_clear_error(
        self, own: Searchable, ids: list[str], pictures: Pictures
    ) -> None:
        wrong: list[tuple[Callable[[Any], Any], Any, type[Exception], str]] = [
            (own.remove, ids[0], errors.InputError, "must be a list"),
            (own.remove, [1], errors.InputError, "an id is text"),
            (own.put_image, str(pictures[0]), errors.InputError, "by the bytes of its file"),
            (own.put_image, None, errors.InputError, "by the bytes of its file"),
            (own.put_images, [pictures[0].read_bytes()], errors.InputError, "as NewImage"),
            (own.set_weights, None, errors.QueryError, "numbers by part"),
            (own.set_weights, {"colour": "x"}, errors.QueryError, "must be a number"),
            (own.set_weights, {"colour": True}, errors.QueryError, "must be a number"),
            (lambda name: own.heatmap(f"id:{ids[0]}", name), "zzz", errors.UnknownItem, "zzz"),
            (lambda name: own.set_attributes(ids[0], {name: 1}), "", errors.InputError, "its name"),
        ]
        for call, given, error, said in wrong:
            with pytest.raises(error, match=said):
                call(given)
        assert own.count() == 24

    def test_a_number_that_is_not_whole_or_out_of_range_is_one_clear_error(
        self, asked: Searchable, ids: list[str]
    ) -> None:
        wrong: list[tuple[Callable[[Any], object], list[Any], str]] = [
            (lambda n: asked.items(page=n), [0, -1, 2.5, True, None], "page .* 1 or more"),
            (lambda n: asked.facets("price", limit=n), [0, 1001, 2.5], "limit .* 1 to 1,000"),
            (lambda n: asked.thumbnail(ids[0], n), [0, 5000, 64.0], "in pixels .* 16 to 1,024"),
            (lambda n: asked.events("ann", limit=n), [0, 2.5], "limit .* 1 or more"),
        ]
        for call, numbers, said in wrong:
            for number in numbers:
                with pytest.raises(errors.InputError, match=f"{said}, not {number}$"):
                    call(number)
        assert len(asked.facets("price", limit=np.int64(2))) == 2

    def test_it_says_what_it_is(self, own: Searchable) -> None:
        assert repr(own).endswith(": 24 items, parts colour, texture, shape>")
        own.remove(where="price >= 0")
        assert f": {own.count()} items, parts" in repr(own)
        own.close()
        assert ": closed" in repr(own)

    def test_once_closed_it_says_so_and_may_be_closed_again(
        self, own: Searchable, pictures: Pictures, ids: list[str]
    ) -> None:
        with own as entered:
            assert entered is own
        own.close()
        calls: list[Callable[[], object]] = [
            own.about,
            own.count,
            own.failures,
            own.find_duplicates,
            lambda: own.search(pictures[0]),
            lambda: own.get(ids[0]),
            lambda: own.thumbnail(ids[0]),
            lambda: list(own.items()),
            lambda: own.put_image(pictures[0].read_bytes()),
            lambda: own.remove([ids[0]]),
        ]
        for call in calls:
            with pytest.raises(errors.LookalikeError, match=r"closed; (open it|connect) again"):
                call()


def test_every_verb_is_in_the_contract() -> None:
    said = Path(__file__).read_text(encoding="utf-8")
    verbs = [name for name in vars(Searchable) if not name.startswith("_")]
    assert len(verbs) > 20
    assert [name for name in verbs if not re.search(rf"\.{name}\b", said)] == []
