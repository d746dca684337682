"""Parse JSON responses into the library's types; a missing field raises KeyError."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lookalike.about import About
from lookalike.duplicates.result import Action, Copy, Duplicates, Group, Member, Moved
from lookalike.duplicates.tiers import Pair
from lookalike.feedback.event import Event, event_of
from lookalike.feedback.recorded import Recorded
from lookalike.health.result import Finding, Health, Suspect
from lookalike.indexing.report import IndexReport
from lookalike.map.comparison import MapComparison, Side
from lookalike.map.result import Cluster, Map
from lookalike.results.hits import Best, Hits
from lookalike.search.heatmap import Heatmap
from lookalike.stores.failures import Failure
from lookalike.stores.settings import KnownEncoder
from lookalike.types import Hit, Item, Reason, Removed, Scalar, Tagged

if TYPE_CHECKING:
    from lookalike.relevance.calibration import Calibration

COUNTS = ("added", "updated", "unchanged", "moved", "removed", "still_failing", "overtaken")
AWAY = ("returned", "away", "away_example", "also_away", "away_folder")
TABLE = ("unmatched_rows", "unmatched_row", "images_without_row", "image_without_row", "remarks")
UNLISTED = Failure("", "the server lists the files when the job has ended")


def item_of(data: Any) -> Item:
    """Parse an item."""
    return Item(data["id"], data["source"], data["attributes"])


def hit_of(data: Any) -> Hit:
    """Parse a hit."""
    beneath = tuple(hit_of(below) for below in data.get("beneath", ()))
    below = beneath, data.get("beneath_count", 0)
    told = data.get("relevance"), _reason_of(data.get("reason"))
    return Hit(item_of(data), data["score"], data["parts"], *below, *told)


def _reason_of(data: Any) -> Reason | None:
    if data is None:
        return None
    parts = tuple(data.get("parts", ()))
    return Reason(data["text"], data["kind"], data.get("item"), data.get("name"), parts)


def hits_of(data: Any) -> Hits:
    """Parse the hits of one page, and what is told of all pages."""
    hits = Hits(hit_of(hit) for hit in data["hits"])
    if (best := data.get("best")) is not None:
        hits.best = Best(best["score"], best["relevance"])
    hits.is_cut = data.get("ends", False)
    return hits


def about_of(data: Any) -> About:
    """Parse the summary of a collection."""
    return About(
        items=data["items"],
        away=data["away"],
        failures=data["failures"],
        folders=tuple(data["folders"]),
        missing=tuple(data.get("missing", ())),  # absent in older servers
        unfinished=data["unfinished"],
        encoders=tuple(
            KnownEncoder(one["name"], one["spec"], one["dim"], one["fingerprint"])
            for one in data["encoders"]
        ),
        weights=data["weights"],
        attributes=tuple(data["attributes"]),
        created_at=data["created_at"],
    )


def heatmap_of(data: Any) -> Heatmap:
    """Parse a heat-map."""
    query = None if data["query"] is None else np.array(data["query"], np.float32)
    return Heatmap(data["part"], np.array(data["item"], np.float32), query)


def page_of(data: Any) -> tuple[list[Item], str | None]:
    """Parse a page of items, and the cursor of the next page."""
    return [item_of(item) for item in data["items"]], data["cursor"]


def removed_of(data: Any) -> Removed:
    """Parse the number of removed items, and the unknown ids."""
    return Removed(data["removed"], data["unknown"])


def recorded_of(data: Any) -> Recorded:
    """Parse how many events were recorded."""
    return Recorded(data["recorded"], data["unknown"], data["example"])


def events_of(data: Any) -> list[Event]:
    """Parse a page of events."""
    return [event_of(one) for one in data["events"]]


def remarks_of(data: Any) -> list[str]:
    """Parse the remarks on the condition; older servers send none."""
    return list(data.get("remarks", ()))


def facet_of(data: Any, attribute: str) -> list[tuple[Scalar, int]]:
    """Parse the values of an attribute with their counts."""
    return [(facet["value"], facet["count"]) for facet in data["facets"][attribute]]


def failures_of(data: Any) -> tuple[list[Failure], int]:
    """Parse a page of failures, and their total number; without sizes and times of the files."""
    page = [Failure(one["source"], one["reason"], at=one["at"]) for one in data["failures"]]
    return page, data["count"]


def duplicates_of(data: Any) -> tuple[Duplicates, int | None]:
    """Parse a page of groups of duplicates, and the offset of the next page."""
    groups = [_group_of(group) for group in data["groups"]]
    return Duplicates(groups, data["items"], tuple(data["remarks"])), data["next_offset"]


def _group_of(data: Any) -> Group:
    members = [
        Member(one["id"], one["source"], one["attributes"], one["tier"], one["size"])
        for one in data["members"]
    ]
    pairs = [Pair(**pair) for pair in data["pairs"]]
    return Group(data["tier"], data["confidence"], data["why"], data["why_best"], members, pairs)


def health_of(data: Any) -> tuple[Health, int | None]:
    """Parse a page of what a check found, and the offset of the next page."""
    findings = [
        Finding(
            one["kind"],
            one["count"],
            [Suspect(item_of(s), s["score"], s["why"], s["suggestion"]) for s in one["suspects"]],
        )
        for one in data["findings"]
    ]
    told = data["label"], data["balance"], data["remarks"]
    return Health(data["items"], findings, *told), data["next_offset"]


def copies_of(data: Any) -> list[Copy]:
    """Parse what a collection had already."""
    return [_copy_of(one) for one in data["copies"]]


def _copy_of(data: Any) -> Copy:
    new = item_of(data["new"]) if data["new"] else None
    return Copy(item_of(data["item"]), data["tier"], data["confidence"], data["why"], new)


def map_of(data: Any) -> tuple[Map, int | None]:
    """Parse a page of a map, and the offset of the next page."""
    positions = np.array([data["x"], data["y"]], np.float32).T.reshape(-1, 2)
    clusters = [
        Cluster(
            one["name"],
            one["why"],
            one["count"],
            (one["x"], one["y"]),
            [item_of(item) for item in one["typical"]],
        )
        for one in data["clusters"]
    ]
    found = Map(
        data["ids"],
        positions,
        np.array(data["cluster"], np.int32),
        clusters,
        data["method"],
        data["placed"],
        data["made_at"],
        data["values"],
        data["remarks"],
    )
    return found, data["next_offset"]


def calibration_of(data: Any) -> "Calibration | None":
    """Parse a calibration with its evidence; None if there is none."""
    from lookalike.relevance.keep import from_json  # 5 ms

    return from_json(data["kept"]) if data["made_at"] else None


def tagged_of(data: Any) -> Tagged:
    """Parse the number of items whose attributes were set, and the unknown ids."""
    return Tagged(data["tagged"], data["unknown"])


def _side_of(data: Any) -> Side:
    made, _ = map_of({**data, "placed": 0, "values": None, "next_offset": None})
    nearest = np.array(data["nearest"], np.int32).reshape(-1, 10)
    numbers = data["alone"], data["trustworthiness"]
    return Side(made, data["weights"], *numbers, nearest, data["same_value"])


def comparison_of(data: Any) -> tuple[MapComparison, int | None]:
    """Parse a page of a comparison of maps, and the offset of the next page."""
    one, other = _side_of(data["one"]), _side_of(data["other"])
    match, asked = (np.array(data[name], np.int32) for name in ("match", "asked"))
    one = replace(one, map=replace(one.map, values=data["values"]))
    return MapComparison(one, other, match, asked, data["kept"]), data["next_offset"]


def moved_of(data: Any) -> Moved:
    """Parse what was moved."""
    return Moved(Path(data["manifest"]), data["moved"], tuple(data["failed"]))


def actions_of(data: Any) -> list[Action]:
    """Parse what is in the quarantine."""
    return [Action(one["name"], one["files"]) for one in data["actions"]]


def report_of(job: Any) -> IndexReport:
    """Parse the progress of a job; of failures, the server sends the number only."""
    data = {name: job[name] for name in (*COUNTS, *AWAY, *TABLE)}
    return IndexReport(
        **data,
        unread=list(job.get("unread", ())),  # absent in older servers
        missing=dict(job.get("missing", {})),
        forgotten=list(job.get("forgotten", ())),
        failed=[UNLISTED] * job["failed"],
        is_building=job["is_building"],
        is_comparing=job.get("is_comparing", False),
        interrupted=job["state"] == "cancelled",
    )
