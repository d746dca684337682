"""`lookalike search`: what it takes, what it prints, and what it answers in JSON."""

import io
import json
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypeAlias

import pytest
from PIL import Image

from lookalike.cli.terminal.hits import print_hits
from lookalike.collection import Collection
from lookalike.types import Hit, Item
from tests.cli.conftest import Command

Search: TypeAlias = Callable[..., list[dict[str, Any]]]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: Any) -> None:
        pass


@pytest.fixture
def website(catalogue: Path) -> Iterator[str]:
    """The catalogue behind http."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=catalogue)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture
def search(lookalike: Command, indexed: Path) -> Search:
    """The hits of `search ... --json`."""

    def run(*arguments: object) -> list[dict[str, Any]]:
        found = lookalike("search", *arguments, "--in", indexed, "--json")
        assert (found.status, found.err) == (0, "")
        hits: list[dict[str, Any]] = json.loads(found.out)["hits"]
        return hits

    return run


def sources(hits: list[dict[str, Any]]) -> list[str]:
    return [hit["source"] for hit in hits]


def feed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))


def test_json_is_one_object_of_hits(
    lookalike: Command, indexed: Path, pictures: list[Path]
) -> None:
    found = lookalike("search", pictures[0], "--in", indexed, "--json")
    assert list(json.loads(found.out)) == ["hits"]


def test_a_hit_has_id_source_score_parts_and_attributes(
    search: Search, pictures: list[Path]
) -> None:
    found = search(pictures[0])[0]
    assert set(found) == {"id", "source", "score", "parts", "relevance", "attributes"}
    assert found["relevance"] is None


def test_the_parts_sum_to_the_score(search: Search, pictures: list[Path]) -> None:
    for hit in search(pictures[0]):
        assert sum(hit["parts"].values()) == pytest.approx(hit["score"], abs=1e-9)


def test_the_parts_are_named(search: Search, pictures: list[Path]) -> None:
    assert set(search(pictures[0])[0]["parts"]) == {"colour", "texture", "shape"}


def test_attributes_come_along(search: Search, pictures: list[Path]) -> None:
    category = pictures[0].parent.name
    assert search(pictures[0])[0]["attributes"]["category"] == category


def test_hits_come_best_first(search: Search, pictures: list[Path]) -> None:
    scores = [hit["score"] for hit in search(pictures[0])]
    assert scores == sorted(scores, reverse=True)


def test_a_picture_finds_itself_first(search: Search, pictures: list[Path]) -> None:
    assert sources(search(pictures[3]))[0] == str(pictures[3])


def test_ten_are_found_unless_told(search: Search, pictures: list[Path]) -> None:
    assert len(search(pictures[0])) == 10


def test_k_says_how_many(search: Search, pictures: list[Path]) -> None:
    assert len(search(pictures[0], "-k", 3)) == 3


def test_k_above_the_collection_gives_all(search: Search, pictures: list[Path]) -> None:
    assert len(search(pictures[0], "-k", 1000)) == len(pictures)


def test_a_colour_is_searched_by(search: Search) -> None:
    hits = search("colour:#c0392b", "--weights", "shape=1")
    assert [list(hit["parts"]) for hit in hits] == [["colour"]] * len(hits)


def test_a_colour_is_on_the_sheet(lookalike: Command, indexed: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.png"
    found = lookalike("search", "colour:tomato", "--in", indexed, "--sheet", sheet)
    assert (found.status, found.err) == (0, "")
    assert sheet.stat().st_size > 0


def test_a_colour_that_cannot_be_read_is_named(lookalike: Command, indexed: Path) -> None:
    found = lookalike("search", "colour:reddish", "--in", indexed)
    assert found.status == 1
    assert "cannot read 'colour:reddish'; write colour:#c0392b" in found.err


def test_standard_input_is_searched_by(
    search: Search, pictures: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    feed(monkeypatch, pictures[5].read_bytes())
    assert sources(search("-"))[0] == str(pictures[5])


def test_standard_input_may_be_named_twice(
    search: Search, pictures: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    feed(monkeypatch, pictures[5].read_bytes())
    assert sources(search("-", "-"))[0] == str(pictures[5])


def test_nothing_on_standard_input_is_said(
    lookalike: Command, indexed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed(monkeypatch, b"")
    assert "standard input was empty" in lookalike("search", "-", "--in", indexed).err


def test_an_address_is_searched_by(search: Search, pictures: list[Path], website: str) -> None:
    picture = pictures[7]
    assert sources(search(f"{website}/{picture.parent.name}/{picture.name}"))[0] == str(picture)


def test_an_address_that_answers_no_is_named(
    lookalike: Command, indexed: Path, website: str
) -> None:
    found = lookalike("search", f"{website}/gone.jpg", "--in", indexed)
    assert found.status == 1
    assert f"{website}/gone.jpg: the server answered 404" in found.err


def test_an_item_is_searched_by_its_id_and_is_not_among_its_hits(
    search: Search, pictures: list[Path]
) -> None:
    item = search(pictures[2])[0]
    assert item["id"] not in {hit["id"] for hit in search(f"id:{item['id']}", "-k", 100)}


def test_several_images_blend(search: Search, pictures: list[Path]) -> None:
    both = sources(search(pictures[0], pictures[9], "-k", 2))
    assert set(both) == {str(pictures[0]), str(pictures[9])}


def test_unlike_pushes_away(search: Search, pictures: list[Path]) -> None:
    def score_of_last(*more: object) -> float:
        hits = search(pictures[0], *more, "-k", 100)
        return next(float(h["score"]) for h in hits if h["source"] == str(pictures[-1]))

    assert score_of_last("--unlike", pictures[-1]) < score_of_last()


def test_weights_choose_the_parts(search: Search, pictures: list[Path]) -> None:
    hit = search(pictures[0], "--weights", "colour=1")[0]
    assert list(hit["parts"]) == ["colour"]


def test_weights_are_relative(search: Search, pictures: list[Path]) -> None:
    small = search(pictures[0], "--weights", "colour=.1,shape=.3")
    assert small == search(pictures[0], "--weights", "colour=10,shape=30")


def test_where_keeps_what_matches(search: Search, pictures: list[Path]) -> None:
    category = pictures[4].parent.name
    hits = search(pictures[0], "--where", f"category = '{category}' and price > 0")
    assert {hit["attributes"]["category"] for hit in hits} == {category}


def test_where_that_matches_nothing_finds_nothing(search: Search, pictures: list[Path]) -> None:
    assert search(pictures[0], "--where", "category = 'it''s not here'") == []


def test_nothing_found_is_said(lookalike: Command, indexed: Path, pictures: list[Path]) -> None:
    found = lookalike("search", pictures[0], "--in", indexed, "--where", "price < 0")
    assert (found.status, found.out) == (0, "Nothing found.\nNo item matches: price < 0\n")


def test_a_crop_of_everything_changes_nothing(search: Search, pictures: list[Path]) -> None:
    whole, cropped = search(pictures[0]), search(pictures[0], "--crop", "0,0,1,1")
    assert sources(whole) == sources(cropped)


def test_a_crop_searches_by_the_region(search: Search, pictures: list[Path]) -> None:
    assert search(pictures[0], "--crop", "0,0,.4,.4")[0]["score"] < 0.98


def test_hits_are_grouped_with_the_others_beneath(search: Search, pictures: list[Path]) -> None:
    hits = search(pictures[0], "--group-by", "category", "-k", 100)
    kinds = [hit["attributes"]["category"] for hit in hits]
    assert len(kinds) == len(set(kinds))
    assert sum(1 + hit.get("beneath_count", 0) for hit in hits) == len(pictures)
    for kind, hit in zip(kinds, hits, strict=True):
        views = [view["attributes"]["category"] for view in hit.get("beneath", [])]
        assert views == [kind] * hit.get("beneath_count", 0)
    assert not any("beneath" in hit for hit in search(pictures[0]))


def test_copies_are_shown_once(lookalike: Command, tmp_path: Path, pictures: list[Path]) -> None:
    folder = tmp_path / "twice"
    folder.mkdir()
    for path in pictures[:3]:
        with Image.open(path) as image:
            image.save(folder / f"{path.stem}.png")
            image.convert("RGB").save(folder / f"{path.stem}.jpg", quality=85)
    assert lookalike("index", folder, "--into", tmp_path / "c").status == 0
    found = lookalike("search", pictures[0], "--in", tmp_path / "c", "--copies", "once", "--json")
    hits = json.loads(found.out)["hits"]
    names = [{Path(one["source"]).stem for one in (hit, *hit["beneath"])} for hit in hits]
    assert [len(name) for name in names] == [1, 1, 1]
    assert [hit["beneath_count"] for hit in hits] == [1, 1, 1]
    text = lookalike("search", pictures[0], "--in", tmp_path / "c", "--copies", "once").out
    assert [line.split()[0] for line in text.splitlines()[1:]] == ["1", "+", "2", "+", "3", "+"]


def test_what_does_not_fit_beneath_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    below = Hit(Item("b", "/b.jpg"), 0.5, {"shape": 0.5})
    print_hits([Hit(Item("a", "/a.jpg"), 0.9, {"shape": 0.9}, (below,), 3000)])
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == ["1", "0.900", "0.900", "a", "/a.jpg"]
    assert lines[2].split() == ["+", "0.500", "0.500", "b", "/b.jpg"]
    assert lines[3].split() == ["+", "and", "2,999", "more"]


def test_variety_and_exclusion_change_what_is_found(search: Search, pictures: list[Path]) -> None:
    plain = [hit["id"] for hit in search(pictures[0])]
    assert [hit["id"] for hit in search(pictures[0], "--diverse", 0)] == plain
    assert [hit["id"] for hit in search(pictures[0], "--diverse", 0.7)] != plain
    excluded = search(pictures[0], "--exclude", f"id:{plain[0]}", "--exclude", plain[2])
    assert [hit["id"] for hit in excluded][:8] == [plain[1], *plain[3:]]


def test_a_wrong_choice_is_one_error(lookalike: Command, indexed: Path) -> None:
    found = lookalike("search", "colour:red", "--in", indexed, "--diverse", 2)
    assert found.status == 1
    assert "diverse must be a number from 0 to 1, not 2.0" in found.err
    found = lookalike("search", "colour:red", "--in", indexed, "--copies", "twice")
    assert found.status == 2
    assert "'twice'" in found.err


def test_what_no_item_has_is_remarked(lookalike: Command, indexed: Path) -> None:
    found = lookalike("search", "colour:red", "--in", indexed, "--group-by", "categroy")
    assert found.status == 0
    assert "remark: no item has an attribute 'categroy'; did you mean 'category'?" in found.err
    found = lookalike("search", "colour:red", "--in", indexed, "--exclude", "id:nobody")
    assert "remark: no item to exclude has the id 'nobody'" in found.err


def test_a_sheet_is_written(
    lookalike: Command, indexed: Path, pictures: list[Path], tmp_path: Path
) -> None:
    sheet = tmp_path / "new" / "sheet.png"
    found = lookalike("search", pictures[0], "--in", indexed, "--sheet", sheet)
    assert f"sheet: {sheet}" in found.out
    with Image.open(sheet) as image:
        assert image.format == "PNG"


def test_a_pipe_gets_one_line_a_hit(
    lookalike: Command, indexed: Path, pictures: list[Path]
) -> None:
    lines = lookalike("search", pictures[0], "--in", indexed, "-k", 3).out.splitlines()
    assert len(lines) == 1 + 3
    assert lines[1].split()[-1] == str(pictures[0])


def test_a_pipe_gets_each_part_in_figures(
    lookalike: Command, indexed: Path, search: Search, pictures: list[Path]
) -> None:
    expected = [f"{part:.3f}" for part in search(pictures[0])[0]["parts"].values()]
    lines = lookalike("search", pictures[0], "--in", indexed).out.splitlines()
    assert lines[0].split() == ["score", "colour", "texture", "shape", "id"]
    assert lines[1].split()[2:5] == expected


def test_a_narrow_screen_gets_each_path_whole(
    lookalike: Command, indexed: Path, pictures: list[Path], screen: Callable[[int], None]
) -> None:
    screen(80)
    found = lookalike("search", pictures[0], "--in", indexed, "-k", 2)
    assert f"    {pictures[0]}\n" in found.out


def test_a_wide_screen_gets_one_line_a_hit(
    lookalike: Command, indexed: Path, pictures: list[Path], screen: Callable[[int], None]
) -> None:
    screen(400)
    assert len(lookalike("search", pictures[0], "--in", indexed, "-k", 2).out.splitlines()) == 3


def test_a_search_by_id_loads_no_encoder(
    lookalike: Command,
    indexed: Path,
    search: Search,
    pictures: list[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    item = search(pictures[0])[0]["id"]
    monkeypatch.setattr(Collection, "layout", property(lambda self: pytest.fail("loaded")))
    assert lookalike("search", f"id:{item}", "--in", indexed).status == 0
