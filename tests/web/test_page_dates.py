"""Dates are asked for by their first and last day, not by single values."""

import pytest

from tests.web.conftest import Site, Tabs
from tests.web.test_page_numbers import set_attributes

TIMES = ("2024-03-01", "2024-03-02T09:00:00", "2024-03-02T22:30:00", "2024-03-03")


@pytest.fixture
def dated(own_site: Site) -> Site:
    """Its first items have a time each."""
    for item, time in zip(own_site.ids(), TIMES, strict=False):
        set_attributes(own_site, item, {"bought": time})
    return own_site


def test_a_day_is_within_its_bounds_from_morning_to_evening(dated: Site, tabs: Tabs) -> None:
    page = tabs.open(dated.address)
    page.get_by_label("bought from").fill("2024-03-02")
    page.locator("result-line", has_text="3 of 84").wait_for()
    page.get_by_label("bought to").fill("2024-03-02")
    page.locator("result-line", has_text="2 of 84").wait_for()
    page.reload()
    page.locator("result-line", has_text="2 of 84").wait_for()
    assert page.get_by_label("bought from").input_value() == "2024-03-02"
    assert page.get_by_label("bought to").input_value() == "2024-03-02"
    page.get_by_label("bought from").fill("")
    page.locator("result-line", has_text="3 of 84").wait_for()


def test_a_link_to_single_days_shows_them_chosen(dated: Site, tabs: Tabs) -> None:
    page = tabs.open(f"{dated.address}/?where=bought+in+('2024-03-01')", ".grid .card")
    box = page.locator("[data-name=bought] label", has_text="2024-03-01").locator("input")
    assert box.is_checked()
    box.click()  # after which there is no box any more
    page.get_by_label("bought from").wait_for()
    page.locator("h1", has_text="Everything").wait_for()


@pytest.mark.parametrize(
    ("where", "rest"),
    [
        ("day >= '2024-03-01' and day <= '2024-03-02T23:59:59.999'", ""),
        ("day <= '2024-03-02'", "day <= '2024-03-02'"),  # which ends as that day begins
        ("day >= '2024-03-01T23:59:59.999'", "day >= '2024-03-01T23:59:59.999'"),
        ("day >= '2024-03'", "day >= '2024-03'"),
    ],
)
def test_a_condition_on_days_stays_as_it_was_written(
    dated: Site, tabs: Tabs, where: str, rest: str
) -> None:
    page = tabs.open(dated.address)
    read = """(where) => import('/where.js').then(({ formatWhere, parseWhere }) => {
        const condition = parseWhere(where);
        return [formatWhere(condition), condition.rest];
    })"""
    assert page.evaluate(read, where) == [where, rest]
