"""What is there twice, on the page: found, compared, decided about, moved aside and back."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep
from typing import Any, TypeAlias

import pytest

from lookalike.collection import Collection
from lookalike.duplicates.remembered.last_search import LastSearch
from lookalike.duplicates.result import Duplicates, Group, Member
from lookalike.indexing.folder import index_folder
from lookalike.server.app import build_app
from lookalike.server.jobs.looking import Looked
from lookalike.server.settings import Settings
from tests.real_server import listening
from tests.scenes import saved, scene
from tests.web.conftest import PHONE, SIZE, Site, Tabs, until
from tests.web.test_page_axe import AXE, problems_by_day_and_night

ROWS = "duplicate-list li"
KEPT = "figure.kept figcaption strong"
NUMBER = "duplicate-review .place"
Twice: TypeAlias = Callable[..., Site]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Five pictures; of 0 and 1 an equal file, of 2 two smaller ones."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for seed in range(5):
        saved(scene(seed), folder / f"{seed}.jpg")
    for seed in range(2):
        shutil.copy(folder / f"{seed}.jpg", folder / f"{seed} again.jpg")
    for side in (160, 240):
        saved(scene(2).resize((side, side * 3 // 4)), folder / f"2 in {side}.jpg", 80)
    return folder


@pytest.fixture
def twice(photos: Path, tmp_path: Path) -> Iterator[Site]:
    """Serves `photos`, which may be changed."""
    collection = Collection.open(tmp_path / "trip", ["colour", "shape"], create=True)
    index_folder(collection, photos)
    app = build_app({"trip": collection}, Settings())
    with listening(app, log_level="warning") as port:
        yield Site(f"http://localhost:{port}", photos)


def looked(site: Site, tabs: Tabs, **how: Any) -> Any:
    """The view, once what is there twice was looked for."""
    page = tabs.open(f"{site.address}/?view=duplicates", "duplicates-view .main", **how)
    page.get_by_role("button", name="Look for duplicates").click()
    page.locator(ROWS).first.wait_for()
    return page


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_is_there_twice_is_looked_for_and_listed(twice: Site, tabs: Tabs) -> None:
    page = tabs.open(f"{twice.address}/?view=duplicates", "duplicates-view .told h2")
    assert page.locator("duplicates-view .told h2").inner_text() == "What is there twice?"
    page.get_by_role("button", name="Look for duplicates").click()
    page.locator(ROWS).nth(2).wait_for()
    assert page.locator(ROWS).count() == 3
    said = page.locator("duplicates-view > header .soft[role=status]").inner_text()
    assert re.match("3 groups among 9 pictures; [0-9.]+ [kM]B could be freed; looked for at ", said)
    assert page.locator(".tiers button").all_inner_texts() == ["identical\n2", "reencoded\n1"]
    assert page.locator("duplicate-review h2").inner_text() == "identical · 100 % sure"
    assert page.locator(NUMBER).inner_text() == "1 of 3"
    page.locator(".tiers button", has_text="reencoded").click()
    until(page, f"() => document.querySelectorAll('{ROWS}').length === 1")
    assert page.locator("duplicate-review .members figure").count() == 3
    page.locator("figure.kept", has_text="most pixels").wait_for()


def test_what_was_found_says_what_came_and_went_since(
    twice: Site, tabs: Tabs, photos: Path
) -> None:
    looked(twice, tabs)
    saved(scene(9), photos / "9.jpg")
    (photos / "4.jpg").unlink()
    twice.send("collections/trip/index", {})
    while any(job["state"] in ("waiting", "running") for job in twice.api("jobs")["jobs"]):
        sleep(0.05)
    page = tabs.open(f"{twice.address}/?view=duplicates", "duplicates-view .main")
    page.locator(ROWS).nth(2).wait_for()
    said = page.locator("duplicates-view > header .soft[role=status]").inner_text()
    assert said.endswith(". 1 picture came since, and was not looked at. 1 picture went since")


def test_a_group_is_settled_by_keys_alone(twice: Site, tabs: Tabs, photos: Path) -> None:
    page, before = looked(twice, tabs), names(photos)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator(NUMBER).inner_text() == "3 of 3"
    assert page.locator(KEPT).text_content() == "2.jpg"
    page.keyboard.press("2")
    assert page.locator(KEPT).text_content() == "2 in 240.jpg"
    page.keyboard.press("m")
    page.locator(".notice", has_text="2 files moved aside.").wait_for()
    assert names(photos) == [n for n in before if n not in ("2.jpg", "2 in 160.jpg")]
    until(page, f"() => document.querySelector('{NUMBER}').textContent === '2 of 2'")
    page.keyboard.press("u")
    until(page, f"() => document.querySelector('{NUMBER}').textContent === '3 of 3'")
    assert names(photos) == before
    assert page.locator(KEPT).text_content() == "2.jpg"


def test_a_move_is_undone_by_one_click_and_after_a_reload(
    twice: Site, tabs: Tabs, photos: Path
) -> None:
    page, before = looked(twice, tabs), names(photos)
    page.get_by_role("button", name="Move the others aside").click()
    page.locator(".notice button", has_text="Undo").click()
    until(page, f"() => document.querySelectorAll('{ROWS}').length === 3")
    assert names(photos) == before
    page.get_by_role("button", name="Move the others aside").click()
    until(page, f"() => document.querySelectorAll('{ROWS}').length === 2")
    assert len(names(photos)) == len(before) - 1
    page.reload()
    page.locator(".moved summary", has_text="1 file moved aside").click()
    page.get_by_role("button", name="Bring back").click()
    until(page, f"() => document.querySelectorAll('{ROWS}').length === 3")
    assert names(photos) == before


def test_what_is_not_the_same_is_remembered_and_taken_back(twice: Site, tabs: Tabs) -> None:
    page = looked(twice, tabs)
    page.keyboard.press("n")
    page.locator(".notice", has_text="Not the same: remembered.").wait_for()
    page.reload()
    page.locator(ROWS).first.wait_for()
    assert page.locator(ROWS).count() == 2
    page.locator(ROWS).nth(1).click()
    page.locator("figure", has_text="2 in 160.jpg").get_by_role(
        "button", name="Not one of these"
    ).click()
    until(page, "() => document.querySelectorAll('.members figure').length === 2")
    page.keyboard.press("u")
    until(page, "() => document.querySelectorAll('.members figure').length === 3")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("n")
    until(page, f"() => document.querySelectorAll('{ROWS}').length === 1")
    page.keyboard.press("n")
    page.locator("duplicate-review h2", has_text="All settled").wait_for()
    page.get_by_role("button", name="Look again").click()
    page.locator("duplicates-view .told h2", has_text="Nothing twice").wait_for()


def test_two_pictures_blink_in_one_place_and_turn_by_hand(twice: Site, tabs: Tabs) -> None:
    page = looked(twice, tabs)
    page.locator(ROWS).nth(2).click()
    page.keyboard.press("b")
    badge = page.locator("duplicate-blink .badge")
    for begin in ("k", "2"):  # by itself
        said = "document.querySelector('duplicate-blink .badge').textContent"
        until(page, f"() => {said}[0] === '{begin}'")
    page.keyboard.press("Space")
    held = badge.inner_text()
    page.wait_for_timeout(1000)
    assert badge.inner_text() == held  # by hand, it no longer turns by itself
    page.keyboard.press("Space")
    assert {held, badge.inner_text()} == {"keep: 2.jpg", "2 in 240.jpg"}
    pictures = page.locator("duplicate-blink img")
    assert pictures.nth(0).bounding_box() == pictures.nth(1).bounding_box()
    assert sorted(pictures.nth(at).is_visible() for at in range(2)) == [False, True]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert badge.inner_text() == "2 in 160.jpg"


def test_a_search_that_runs_shows_its_steps(
    twice: Site, tabs: Tabs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look(self: Collection, where: Any, tiers: Any, on_step: Any, should_stop: Any) -> Any:
        on_step("thumbprints", 1200, 3000)
        while not should_stop():
            pass
        return Duplicates((), 0, interrupted=True)

    monkeypatch.setattr(Collection, "find_duplicates", look)
    page = tabs.open(f"{twice.address}/?view=duplicates", "duplicates-view .told h2")
    page.get_by_role("button", name="Look for duplicates").click()
    progress = page.locator("duplicates-view job-progress")
    progress.get_by_text("thumbprints: 1,200 of 3,000").wait_for()
    assert page.get_by_role("button", name="Look for duplicates").is_disabled()
    progress.get_by_role("button", name="Cancel").click()
    progress.get_by_text("cancelled").wait_for()
    assert page.get_by_role("button", name="Look for duplicates").is_enabled()


@pytest.mark.parametrize(
    ("kind", "method"), [("duplicates", "find_duplicates"), ("check", "check")]
)
def test_a_run_that_failed_is_told_to_who_comes_later(
    kind: str, method: str, twice: Site, tabs: Tabs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Collection, *given: Any, **options: Any) -> Any:
        raise ZeroDivisionError("a side of 0")

    monkeypatch.setattr(Collection, method, broken)
    job = twice.send(f"collections/trip/{kind}", {})
    while twice.api(f"jobs/{job['id']}")["state"] != "failed":
        time.sleep(0.05)
    page = tabs.open(f"{twice.address}/?view={kind}", "")
    told = page.locator(f"{kind}-view .told:not([hidden])")
    told.get_by_text("The last run failed").wait_for()
    assert "a side of 0" in told.inner_text()
    page.get_by_role("button", name="Close").click()
    assert "a side of 0" in told.inner_text()


def test_a_server_that_moves_nothing_offers_no_move(
    photos: Path, tmp_path: Path, tabs: Tabs
) -> None:
    collection = Collection.open(tmp_path / "trip", ["colour"], create=True)
    index_folder(collection, photos)
    app = build_app({"trip": collection}, Settings(moves_files=False))
    with listening(app, log_level="warning") as port:
        page = looked(Site(f"http://localhost:{port}", photos), tabs)
        page.keyboard.press("m")
        page.keyboard.press("n")
        until(page, f"() => document.querySelectorAll('{ROWS}').length === 2")
        assert page.get_by_role("button", name="Move the others aside").count() == 0
        assert len(names(photos)) == 9


def test_a_picture_that_is_there_already_is_told(twice: Site, tabs: Tabs, tmp_path: Path) -> None:
    small = saved(scene(3).resize((200, 150)), tmp_path / "small.jpg", 80)
    page = tabs.open(twice.address)
    page.locator("query-panel input[type=file]").first.set_input_files(small)
    told = page.locator("known-copy a")
    told.wait_for()
    assert told.inner_text().startswith("You have this: 3.jpg")
    assert "the same picture, saved again, " in told.inner_text()
    told.click()
    page.locator("light-box .about h2", has_text="3.jpg").wait_for()
    page.keyboard.press("Escape")
    new = saved(scene(77), tmp_path / "new.jpg")
    page.locator("query-panel input[type=file]").first.set_input_files(new)
    told.wait_for(state="detached")


def test_added_pictures_that_are_there_already_are_told(
    twice: Site, tabs: Tabs, photos: Path, tmp_path: Path
) -> None:
    page = tabs.open(f"{twice.address}/?view=manage", "collection-card .big")
    files = [saved(scene(4), tmp_path / "four.jpg", 60), saved(scene(78), tmp_path / "new.jpg")]
    page.locator("add-images input[type=file]").set_input_files(files)
    page.get_by_text("Added 2 pictures.").wait_for()
    assert page.locator(".report li").all_inner_texts() == ["four.jpg is 4.jpg saved again"]
    saved(scene(3), photos / "three.jpg", 60)
    page.get_by_role("button", name="Compare new pictures").click()
    page.locator("job-progress", has_text="three.jpg is 3.jpg saved again").wait_for()


@pytest.fixture(scope="module")
def hundreds(many: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serves `many`, of which each picture is held to be the next one's duplicate."""
    address = tmp_path_factory.mktemp("hundreds") / "many"
    collection = Collection.open(address, ["colour"], create=True)
    index_folder(collection, many)
    items = [Member(i.id, i.source, i.attributes, "identical", 100) for i in collection.items()]
    pairs = zip(items[::2], items[1::2], strict=True)
    groups = [Group("identical", 1.0, "the same bytes", "oldest file", pair, ()) for pair in pairs]
    app = build_app({"many": collection}, Settings())
    app.state.service.looks.keep(
        "many", Looked(LastSearch(Duplicates(groups, len(items)), 0.0, "some"))
    )
    with listening(app, log_level="warning") as port:
        yield Site(f"http://localhost:{port}", many)


@pytest.mark.parametrize("size", [SIZE, PHONE], ids=["desk", "phone"])
def test_hundreds_of_groups_are_read_as_they_are_reached(
    hundreds: Site, tabs: Tabs, size: dict[str, int]
) -> None:
    page = tabs.open("about:blank", "", viewport=size)
    pictures: set[str] = set()
    page.on("request", lambda one: "size=128" in one.url and pictures.add(one.url))
    page.goto(f"{hundreds.address}/?view=duplicates")
    page.locator(ROWS).nth(49).wait_for(state="attached")
    page.wait_for_timeout(500)
    assert page.locator(ROWS).count() <= 100
    assert page.locator(NUMBER).inner_text() in ("1 of 50+", "1 of 100+")
    assert len(pictures) < 60
    for reached in range(21, 122, 20):
        for _ in range(20):
            page.keyboard.press("ArrowRight")
        until(
            page, f"() => document.querySelector('{NUMBER}').textContent.startsWith('{reached} of')"
        )
        page.locator(ROWS).nth(min(reached + 30, 149)).wait_for(state="attached")
    assert page.locator(ROWS).count() < 300
    box = page.locator(f"{ROWS} [aria-current]").bounding_box()
    assert 0 <= box["x"] < size["width"]
    assert 0 <= box["y"] < size["height"]
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= size["width"]


@pytest.mark.skipif(not AXE.exists(), reason="needs axe: npm install, in tests/web")
@pytest.mark.parametrize("size", [SIZE, PHONE], ids=["desk", "phone"])
def test_the_view_has_no_serious_problem(twice: Site, tabs: Tabs, size: dict[str, int]) -> None:
    page = looked(twice, tabs, viewport=size, color_scheme="light")
    assert problems_by_day_and_night(page) == []
    page.get_by_role("button", name="Blink").click()
    page.get_by_role("button", name="Not the same").click()
    page.locator(".notice").wait_for()
    assert problems_by_day_and_night(page) == []
