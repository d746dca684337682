"""The sliders rank while they are moved, by mouse, keys and finger: at last by where they end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import pytest

from tests.web.conftest import PATIENCE_MS, Site, Tabs, until, wait_for_cards

LIVE_S = 0.16  # at least, from one ranking to the next
ENOUGH = 5  # rankings, to be seen as live
IS_IDLE = "document.querySelector('result-grid').ariaBusy === 'false'"


@dataclass
class Searches:
    """Those that a page asks for: how many, and how many of them at once."""

    count: int = 0
    most: int = 0
    open: set[Any] = field(default_factory=set)

    def watch(self, page: Any) -> "Searches":
        page.on("request", self._begin)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)
        return self

    def _begin(self, request: Any) -> None:
        if request.url.endswith("/search"):
            self.count += 1
            self.open.add(request)
            self.most = max(self.most, len(self.open))

    def _end(self, request: Any) -> None:
        self.open.discard(request)


@dataclass
class Ranked:
    """A page that searches by its first item, and its slider of colour."""

    page: Any
    site: Site
    searches: Searches

    @property
    def slider(self) -> Any:
        return self.page.get_by_label("Weight of colour")

    def until_live(self, move: Callable[[int], None], step_ms: int) -> float:
        """Move on without a rest until it has ranked often; gives the seconds that took."""
        began, number = monotonic(), 0
        while self.searches.count < ENOUGH:
            assert monotonic() - began < PATIENCE_MS / 1000, f"ranked {self.searches.count} times"
            number += 1
            move(number)
            self.page.wait_for_timeout(step_ms)
        return monotonic() - began

    def check_end(self) -> None:
        """It shows what the server finds by the weights that the sliders stand at."""
        names = ("learned", "colour", "texture", "shape")
        where = [self.page.get_by_label(f"Weight of {name}") for name in names]
        said = ",".join(
            f"{name}={int(one.input_value()) / 100:g}"
            for name, one in zip(names, where, strict=True)
        )
        self.page.wait_for_url(f"**weights={said}**")
        until(self.page, IS_IDLE)
        like = self.page.url.partition("like=")[2].partition("&")[0]
        wait_for_cards(self.page, self.site.ranked(like, weights=said))


@pytest.fixture
def ranked(tabs: Tabs, site: Site) -> Callable[..., Ranked]:
    def opened(**options: Any) -> Ranked:
        page = tabs.open(f"{site.address}/?like=id:{site.ids()[0]}", ".score", **options)
        until(page, IS_IDLE)
        return Ranked(page, site, Searches().watch(page))

    return opened


@pytest.mark.parametrize("step_ms", [20, 100])
def test_a_mouse_ranks_while_it_drags(ranked: Callable[..., Ranked], step_ms: int) -> None:
    at = ranked()
    box = at.slider.bounding_box()
    x, y = box["x"], box["y"] + box["height"] / 2

    def move(number: int) -> None:
        share = abs(number % 40 - 20) / 20  # to and fro
        at.page.mouse.move(x + box["width"] * (0.05 + 0.9 * share), y)

    move(0)
    at.page.mouse.down()
    took_s = at.until_live(move, step_ms)
    move(7)
    at.page.mouse.up()
    assert at.searches.count <= took_s / LIVE_S + 2
    at.check_end()
    assert at.searches.most == 1


def test_a_held_key_ranks_all_along(ranked: Callable[..., Ranked]) -> None:
    at = ranked()
    at.slider.focus()
    at.until_live(lambda n: at.page.keyboard.down("ArrowLeft" if n % 60 < 30 else "ArrowRight"), 30)
    at.page.keyboard.down("ArrowRight")
    at.page.keyboard.up("ArrowRight")
    at.check_end()
    assert at.searches.most == 1


def test_a_finger_ranks_while_it_drags(ranked: Callable[..., Ranked]) -> None:
    at = ranked(has_touch=True)
    session = at.page.context.new_cdp_session(at.page)
    box = at.slider.bounding_box()

    def touch(kind: str, share: float | None) -> None:
        y = box["y"] + box["height"] / 2
        points = [] if share is None else [{"x": box["x"] + box["width"] * share, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 0.5)
    at.until_live(lambda n: touch("touchMove", 0.1 + 0.8 * abs(n % 40 - 20) / 20), 40)
    touch("touchEnd", None)
    at.check_end()


def test_the_other_sliders_stay_where_they_are(ranked: Callable[..., Ranked]) -> None:
    """Only the proportions count, but a slider that moves by itself cannot be aimed."""
    at = ranked()
    other = at.page.get_by_label("Weight of texture")
    before = other.input_value()
    at.slider.focus()
    at.until_live(lambda n: at.page.keyboard.down("ArrowRight" if n % 30 else "Home"), 40)
    at.page.keyboard.up("ArrowRight")
    at.check_end()
    assert other.input_value() == before


def test_an_answer_that_does_not_come_holds_nothing_up(ranked: Callable[..., Ranked]) -> None:
    at = ranked()
    held: list[Any] = []

    def hold_the_first(route: Any) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    at.page.route("**/search", hold_the_first)
    at.slider.fill("90")
    at.slider.fill("20")
    at.slider.fill("70")
    at.check_end()
    assert at.searches.count == 2
    at.page.unroute_all(behavior="ignoreErrors")


def test_reset_is_the_last_word(ranked: Callable[..., Ranked]) -> None:
    at = ranked()
    before = at.slider.input_value()
    at.slider.fill("100")
    at.slider.fill("90")  # which waits its turn
    at.page.get_by_role("button", name="Reset").click()
    at.page.wait_for_timeout(2000 * LIVE_S)
    assert "weights" not in at.page.url
    assert at.slider.input_value() == before
