import numpy as np
import pytest

from lookalike.training.data_checks.findings import (
    FALLING_EPOCHS,
    Finding,
    TrainingStopped,
    Watch,
    examine_data,
    stop_if_fatal,
)

LABELS = np.repeat(["a", "b"], 20)
SPLIT = np.tile(["train"] * 8 + ["validation", "test"], 4)
DIGESTS = np.array([f"{i:032x}" for i in range(40)])


def names(labels=LABELS, split=SPLIT, digests=DIGESTS, failures=None) -> list[str]:  # type: ignore[no-untyped-def]
    return [finding.name for finding in examine_data(labels, split, digests, failures or {})]


def test_good_data_has_no_findings() -> None:
    assert names() == []


def test_one_label_for_all_is_named() -> None:
    assert "one-class" in names(labels=np.full(40, "a"))


def test_classes_with_few_images_are_named_and_fatal_when_they_are_most() -> None:
    labels = np.array([*["a"] * 37, "b", "c", "d"])
    found = {f.name: f for f in examine_data(labels, np.full(40, "train"), DIGESTS, {})}
    assert found["few-images"].fatal
    assert "3 of 4 classes" in found["few-images"].text


def test_files_that_cannot_be_read_are_fatal_when_they_are_many() -> None:
    some = examine_data(LABELS, SPLIT, DIGESTS, {0: "broken"})
    many = examine_data(LABELS, SPLIT, DIGESTS, dict.fromkeys(range(20), "broken"))
    assert [(f.name, f.fatal) for f in some] == [("bad-files", False)]
    assert ("bad-files", True) in [(f.name, f.fatal) for f in many]


def test_held_out_images_in_train_are_named() -> None:
    digests = DIGESTS.copy()
    digests[8] = digests[0]
    assert names(digests=digests) == ["leak"]


def watched(*epochs: tuple[float, float, float, float]) -> list[str]:
    watch = Watch(chance=0.1, queries=100)
    return [finding.name for epoch in epochs for finding in watch.look(*epoch)]


def test_a_healthy_training_has_no_findings() -> None:
    assert watched((0.1, 2.0, 0.15, 0.3), (0.5, 1.0, 0.5, 0.3), (1.0, 0.5, 0.6, 0.3)) == []


def test_a_loss_that_is_no_number_is_named() -> None:
    assert watched((0.1, float("nan"), 0.5, 0.3)) == ["nan-loss"]


ALIKE = (0.12, 0.001)  # precision near chance, and a spread of next to nothing


def test_a_collapse_is_named_but_not_in_the_first_epochs() -> None:
    assert watched((0.1, 1.0, *ALIKE), (0.15, 1.0, *ALIKE)) == []
    assert watched((0.3, 1.0, *ALIKE), (0.35, 1.0, *ALIKE)) == ["collapse"]


def test_a_network_that_finds_the_right_images_has_not_collapsed_however_alike_they_are() -> None:
    assert watched(*[(progress / 10, 1.0, 0.48, 0.0102) for progress in range(1, 11)]) == []
    young = [(0.25, 1.0, *ALIKE), (0.3, 1.0, 0.14, 0.001), (0.35, 1.0, *ALIKE)]
    assert watched(*young) == []


def test_one_bad_epoch_is_no_collapse() -> None:
    assert watched((0.25, 1.0, *ALIKE), (0.3, 1.0, 0.12, 0.3), (0.35, 1.0, *ALIKE)) == []


def test_what_a_collapse_may_reach_by_luck_is_still_one() -> None:
    lucky = Watch(chance=0.1, queries=100, near=0.3)
    found = [lucky.look(progress, 1.0, 0.29, 0.001) for progress in (0.3, 0.35)]
    assert [finding.name for finding in found[1]] == ["collapse"]
    assert "precision@5 is 0.29, with chance 0.10" in found[1][0].text


def test_learning_nothing_is_named_only_when_it_is_late() -> None:
    assert watched((0.2, 1.0, 0.11, 0.3)) == []
    assert watched((0.5, 1.0, 0.11, 0.3)) == ["nothing-learned"]


def test_few_queries_cannot_say_that_nothing_was_learned() -> None:
    assert Watch(chance=0.1, queries=5).look(0.5, 1.0, 0.11, 0.3) == []


def test_falling_for_long_is_named_and_a_dip_is_not() -> None:
    best, low = (0.1, 1.0, 0.8, 0.3), (0.2, 1.0, 0.6, 0.3)
    assert watched(best, low, best, low, best) == []
    assert watched(best, *[low] * FALLING_EPOCHS) == ["falling"]


def test_few_queries_cannot_say_that_it_falls() -> None:
    watch = Watch(chance=0.1, queries=5)
    found = [watch.look(0.2, 1.0, p, 0.3) for p in (0.8, *[0.5] * FALLING_EPOCHS)]
    assert not any(found)


def test_a_fatal_finding_says_how_to_overrule_it() -> None:
    with pytest.raises(TrainingStopped, match=r"leak: .*to train in spite of it: --go-on"):
        stop_if_fatal([Finding("leak", "the same images")])


def test_an_overruled_finding_is_told_and_passed_over() -> None:
    told: list[Finding] = []
    stop_if_fatal([Finding("leak", "a"), Finding("falling", "b", fatal=False)], True, told.append)
    assert [finding.name for finding in told] == ["leak", "falling"]


@pytest.mark.parametrize("name", ["one-class", "nan-loss"])
def test_what_makes_going_on_vain_is_not_overruled(name: str) -> None:
    with pytest.raises(TrainingStopped, match="does not overrule it"):
        stop_if_fatal([Finding(name, "nothing can be learned")], go_on=True)


def test_a_fatal_finding_stops_with_its_name_and_what_to_do() -> None:
    with pytest.raises(TrainingStopped, match=r"nan-loss: .*divide the learning rate"):
        stop_if_fatal(Watch(0.1, 100).look(0.1, float("inf"), 0.5, 0.3))
