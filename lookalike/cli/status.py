"""`lookalike status`: show what a collection holds and how it was made."""

from dataclasses import asdict

from lookalike.cli.opened import opened
from lookalike.cli.terminal.as_json import print_json
from lookalike.cli.terminal.options import JsonOption, SearchableArgument
from lookalike.cli.terminal.show import print_fields
from lookalike.client.address import is_served
from lookalike.searchable import Searchable
from lookalike.stores.address import parse_address

SHOWN = (
    "items",
    "away",
    "failures",
    "folders",
    "missing",
    "encoders",
    "weights",
    "attributes",
    "created_at",
)
FEW = 5  # folders named in which images are missing
MARKED = "away >= '0001-01-01'"  # the items whose files are missing


def status(address: SearchableArgument, as_json: JsonOption = False) -> None:
    """Show what a collection holds and how it was made."""
    with opened(address) as collection:
        about = asdict(collection.about())
        kept = _kept(collection, about["away"])
    shown = address if is_served(address) else str(parse_address(address))  # without a password
    known = {"collection": shown, **{name: about[name] for name in SHOWN}}
    known["encoders"] = [{n: v for n, v in one.items() if v} for one in about["encoders"]]
    if as_json:
        print_json(known)
        return
    encoders = [
        f"{e['name']} ({', '.join(str(e[n]) for n in ('dim', 'spec') if n in e)})"
        for e in known["encoders"]
    ]
    weights = [f"{name} {weight:g}" for name, weight in known["weights"].items()]
    lost = about["missing"]
    folders = [
        f"{one} (missing at the last run)" if one in lost else one for one in about["folders"]
    ]
    print_fields(
        {
            "collection": shown,
            "items": about["items"],
            "missing": kept,
            "failures": about["failures"],
            "folders": folders,
            "encoders": ", ".join(encoders),
            "weights": ", ".join(weights),
            "attributes": ", ".join(about["attributes"]),
            "created_at": about["created_at"],
        },
        listed=("folders",),
    )


def _kept(collection: Searchable, count: int) -> str:
    """Say how many items have no file any more, and in which folders the files were."""
    if not count:
        return "0"
    found = collection.facets("folder", MARKED, limit=FEW + 1)
    named = [f"{folder or 'the indexed folder itself'} ({some:,})" for folder, some in found[:FEW]]
    more = ", ..." if len(found) > FEW else ""
    return f"{count:,} are kept although their files are missing, in {', '.join(named)}{more}"
