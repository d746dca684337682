"""Parse JSON responses into the library's types; a missing field raises KeyError."""

from typing import Any

import numpy as np

from lookalike.about import About
from lookalike.indexing.report import IndexReport
from lookalike.search.heatmap import Heatmap
from lookalike.stores.failures import Failure
from lookalike.stores.settings import KnownEncoder
from lookalike.types import Hit, Item, Removed, Scalar

COUNTS = ("added", "updated", "unchanged", "moved", "removed", "still_failing", "overtaken")
AWAY = ("returned", "away", "away_example", "also_away", "away_folder")
TABLE = ("unmatched_rows", "unmatched_row", "images_without_row", "image_without_row", "remarks")
NOT_TOLD = Failure("", "the server tells which files when the job has ended")


def item_of(told: Any) -> Item:
    """One image."""
    return Item(told["id"], told["source"], told["attributes"])


def hit_of(told: Any) -> Hit:
    """An item that a search found."""
    return Hit(item_of(told), told["score"], told["parts"])


def hits_of(told: Any) -> list[Hit]:
    """Those of one page."""
    return [hit_of(hit) for hit in told["hits"]]


def about_of(told: Any) -> About:
    """What a collection holds and how it was made."""
    return About(
        items=told["items"],
        away=told["away"],
        failures=told["failures"],
        folders=tuple(told["folders"]),
        unfinished=told["unfinished"],
        encoders=tuple(KnownEncoder(one["name"], "", one["dim"], "") for one in told["encoders"]),
        weights=told["weights"],
        attributes=tuple(told["attributes"]),
        created_at=told["created_at"],
    )


def heatmap_of(told: Any) -> Heatmap:
    """What each place of a picture gives."""
    query = None if told["query"] is None else np.array(told["query"], np.float32)
    return Heatmap(told["part"], np.array(told["item"], np.float32), query)


def page_of(told: Any) -> tuple[list[Item], str | None]:
    """Items, and what gives the next page."""
    return [item_of(item) for item in told["items"]], told["cursor"]


def removed_of(told: Any) -> Removed:
    """How many, and the ids that were unknown."""
    return Removed(told["removed"], told["unknown"])


def remarks_of(told: Any) -> list[str]:
    """What is odd about the condition; an older server tells nothing."""
    return list(told.get("remarks", ()))


def facet_of(told: Any, attribute: str) -> list[tuple[Scalar, int]]:
    """Values with their counts."""
    return [(facet["value"], facet["count"]) for facet in told["facets"][attribute]]


def failures_of(told: Any) -> tuple[list[Failure], int]:
    """A page of them, and how many there are in all; size and time of the files stay there."""
    page = [Failure(one["source"], one["reason"], at=one["at"]) for one in told["failures"]]
    return page, told["count"]


def report_of(job: Any) -> IndexReport:
    """As far as a job has come; of what failed, the server tells the number only."""
    told = {name: job[name] for name in (*COUNTS, *AWAY, *TABLE)}
    return IndexReport(
        **told,
        failed=[NOT_TOLD] * job["failed"],
        is_building=job["is_building"],
        interrupted=job["state"] == "cancelled",
    )
