"""`lookalike recommend`: from a basket, a picture, a person, or nothing, with reasons."""

import json
from pathlib import Path

from lookalike.collection import Collection
from lookalike.feedback.event import Event
from tests.cli.conftest import Command


def test_reasons_are_printed_below_the_hits(
    lookalike: Command, own: Path, pictures: list[Path]
) -> None:
    with Collection.open(own) as collection:
        liked = next(collection.items("category = 'boot'"))
        collection.record_events([Event("like", liked.id, user="ann")])
    lines = lookalike("recommend", own, "--user", "ann", "--limit", 3).out.splitlines()
    assert len(lines) == 7
    assert [line.strip().startswith("like the boot you liked:") for line in lines[2::2]] == [
        True
    ] * 3
    told = json.loads(lookalike("recommend", own, "--item", liked.id, "--limit", 2, "--json").out)
    assert [hit["reason"]["item"] for hit in told["hits"]] == [liked.id] * 2
    shown = lookalike("recommend", own, "--picture", pictures[0], "--limit", 1).out
    assert "like your picture" in shown
    assert "popular here" in lookalike("recommend", own, "--limit", 2).out
