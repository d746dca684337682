"""`lookalike map --compare`: two maps of the same items, as numbers, JSON and a picture."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.table import Table

from lookalike.cli.opened import opened
from lookalike.cli.terminal.as_json import print_json
from lookalike.cli.terminal.progress import StepProgress
from lookalike.cli.terminal.show import console, plain, print_remark
from lookalike.errors import InputError
from lookalike.map.comparison import MapComparison, Side
from lookalike.map.result import Cluster, Map, Method
from lookalike.search.blend import parse_weights
from lookalike.searchable import Searchable
from lookalike.tables.remark import counted


@dataclass(frozen=True)
class Compared:
    """What is compared, as it was asked for."""

    address: str
    other: str | None
    weights: str | None
    where: str | None
    colour_by: str | None
    method: Method | None

    @property
    def names(self) -> tuple[str, str]:
        """What the two planes are called."""
        first = Path(self.address).name
        second = first if self.other is None else Path(self.other).name
        return first, second if self.weights is None else f"{second} by {self.weights}"


def compare_two(
    asked: Compared, to: Path | None, width: int, *, renew: bool, as_json: bool
) -> None:
    """Compare two maps, draw them, and print what differs."""
    if renew:
        raise InputError("--renew makes one map anew; do it first, then compare")
    weights = None if asked.weights is None else parse_weights(asked.weights)
    with ExitStack() as stack:
        one: Searchable = opened(asked.address)
        stack.callback(one.close)
        other: Searchable | None = None
        if asked.other is not None and not _is_same(asked.other, asked.address):
            other = opened(asked.other)
            stack.callback(other.close)
        with StepProgress("reading the collections", quiet=as_json) as bar:
            found = one.compare_maps(
                other, weights, asked.where, asked.colour_by, asked.method, bar.tell
            )
        if to is not None:
            from lookalike.sheets.map_comparison_sheet import write_map_comparison

            pair = one, one if other is None else other
            write_map_comparison(pair, found, to, asked.names, asked.colour_by, width)
    if as_json:
        print_json(_object(found))
        return
    _print(found, asked)
    if to is not None:
        console.print(plain(f"maps: {to}"), soft_wrap=True)


def _is_same(one: str, other: str) -> bool:
    return one == other or (
        "://" not in one + other and Path(one).resolve() == Path(other).resolve()
    )


def _object(found: MapComparison) -> dict[str, Any]:
    return {
        "items": len(found.match),
        "kept": found.kept,
        "asked": len(found.asked),
        "one": _side(found.one, None),
        "other": _side(found.other, found),
    }


def _side(side: Side, joined: MapComparison | None) -> dict[str, Any]:
    """Return one plane; items of the other one say which item of the first they are."""
    items = [item_place(side.map, row) for row in range(len(side.map.ids))]
    if joined is not None:
        ids = joined.one.map.ids
        items = [
            {**item, "same_as": ids[row]}
            for item, row in zip(items, joined.match.tolist(), strict=True)
        ]
    return {
        "method": side.map.method,
        "weights": dict(side.weights),
        "alone": side.alone,
        "trustworthiness": side.trustworthiness,
        "same_value": side.same_value,
        "items": items,
        "clusters": [plane_cluster(one) for one in side.map.clusters],
    }


def _print(found: MapComparison, asked: Compared) -> None:
    same = [] if asked.colour_by is None else [f"same {asked.colour_by}"]
    table = Table("", "items", "trustworthiness", *same, box=None)
    for name, side in zip(asked.names, (found.one, found.other), strict=True):
        cells = [f"{len(found.match):,}", _share(side.trustworthiness)]
        table.add_row(plain(name), *cells, *([_share(side.same_value)] if same else []))
    console.print(table)
    if found.kept is None:
        console.print("Too few pictures are in both to say more.", style="dim")
    else:
        said = _said_of(found.kept, len(found.asked), len(found.match))
        console.print(said, soft_wrap=True)
    for side in (found.one, found.other):
        for remark in side.map.remarks:
            print_remark(remark)
    alone = found.one.alone, found.other.alone
    if any(alone):
        told = f"{counted(alone[0], 'item')} of the first and {alone[1]:,} of the other"
        console.print(f"Left out: {told}, which are in one only.", style="dim", soft_wrap=True)


def _said_of(kept: float, asked: int, count: int) -> str:
    """Return how many of the nearest stay the same."""
    of = "all" if asked == count else f"{asked:,} drawn"
    return f"{100 * kept:.0f} % of the 10 nearest of a picture are the same in both ({of} asked)."


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def item_place(made: Map, row: int) -> dict[str, Any]:
    """Return where an item of a map is, as JSON."""
    x, y = (round(float(one), 4) for one in made.positions[row])
    cluster = int(made.cluster_of[row])
    found: dict[str, Any] = {"id": made.ids[row], "x": x, "y": y}
    found["cluster"] = None if cluster < 0 else cluster
    if made.values is not None:
        found["value"] = made.values[row]
    return found


def plane_cluster(one: Cluster) -> dict[str, Any]:
    """Return a cluster of a map, as JSON."""
    return {
        "name": one.name,
        "why": one.why,
        "count": one.count,
        "x": round(one.centre[0], 4),
        "y": round(one.centre[1], 4),
        "typical": [item.id for item in one.typical],
    }
