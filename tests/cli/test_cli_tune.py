"""`tune` from the command line."""

import json

from lookalike.collection import Collection


def test_it_says_what_tuned_weights_are_worth(lookalike, own) -> None:
    done = lookalike("tune", own, "--labels", "colour")
    assert done.status == 0, done.err
    assert "held-out items" in done.out
    assert "The tuned weights were saved" in done.out or "The weights were not changed" in done.out


def test_a_dry_run_changes_nothing(lookalike, own) -> None:
    with Collection.open(own) as collection:
        before = dict(collection.weights)
    done = lookalike("tune", own, "--labels", "colour", "--dry-run", "--json")
    found = json.loads(done.out)
    assert found["kept"] is False
    assert sum(found["weights"].values()) > 0.99
    with Collection.open(own) as collection:
        assert dict(collection.weights) == before


def test_an_attribute_that_nothing_has_is_one_clear_error(lookalike, own) -> None:
    done = lookalike("tune", own, "--labels", "colur")
    assert (done.status, done.out) == (1, "")
    assert "no item has the attribute 'colur'" in done.err
