"""A whole training from triplets and from pairs of a small drawn catalogue."""

import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lookalike.datasets.compared import ComparedImages, read_compared
from lookalike.datasets.drawn import draw_catalogue
from lookalike.encoders.catalogue import load_encoder
from lookalike.errors import InputError
from lookalike.evaluation.protocol import trained_classes
from lookalike.images.read import read_image
from lookalike.recipes.read import load_recipe
from lookalike.recipes.recipe import Augment, Batches, Head, Loss, Recipe
from lookalike.training.data.compared import ComparedPixels
from lookalike.training.data_checks.check_files import check_files
from lookalike.training.data_checks.findings import TrainingStopped
from lookalike.training.final import evaluate_compared_run
from lookalike.training.loop.history import Epoch
from lookalike.training.start import train
from tests.training.tiny import RECIPE as TINY

pytestmark = pytest.mark.slow(seconds=100)

RECIPE = replace(TINY, batches=Batches(kind="shuffled", size=16))
LOSSES = {
    "triplets": Loss(name="triplet", distance="cosine"),
    "pairs": Loss(name="contrastive", distance="cosine", margin=0.5),
}
COLUMNS = {"triplets": "triplet_success", "pairs": "pair_auc"}


def recipe(kind: str, **changes: Any) -> Recipe:
    return replace(RECIPE, **({"losses": (LOSSES[kind],)} | changes))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """triplets.jsonl and pairs.jsonl: what has the same colour is alike; guessed.jsonl: no rule."""
    folder = tmp_path_factory.mktemp("compared")
    items = draw_catalogue(folder, count=150, size=48)
    rng = np.random.default_rng(0)
    triplets, pairs = [], []
    while len(triplets) < 600:
        a, p, n = (items[row] for row in rng.choice(len(items), 3, replace=False))
        if a.colour == p.colour != n.colour:
            triplets.append({"anchor": a.path, "positive": p.path, "negative": n.path})
            pairs += [{"a": a.path, "b": p.path, "same": True}]
            pairs += [{"a": a.path, "b": n.path, "same": False}]
    guessed = [row | {"same": bool(rng.integers(2))} for row in pairs]
    for name, rows in {"triplets": triplets, "pairs": pairs, "guessed": guessed}.items():
        text = "\n".join(map(json.dumps, rows))
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module", params=["triplets", "pairs"])
def trained(
    request: pytest.FixtureRequest, data: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    out = tmp_path_factory.mktemp(request.param)
    train(data / f"{request.param}.jsonl", recipe(request.param), out)
    return request.param, out


def log(out: Path) -> list[dict[str, str]]:
    with (out / "training_log.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_log_names_what_was_measured_and_colours_are_learned(
    trained: tuple[str, Path],
) -> None:
    kind, out = trained
    rows = log(out)
    assert list(rows[0]) == ["epoch", "seconds", "loss", "rate", "spread", COLUMNS[kind]]
    assert float(rows[-1][COLUMNS[kind]]) > 0.65


def test_the_folder_has_all_and_serves_at_once(trained: tuple[str, Path], data: Path) -> None:
    _, out = trained
    names = {path.name for path in out.iterdir()}
    assert {"model.onnx", "training_curves.png", "embedding_before_after.png"} <= names
    encoder = load_encoder(out)
    images = [read_image(path) for path in sorted(data.glob("*/*.jpg"))[:4]]
    assert encoder.encode(images).shape == (4, 16)
    assert trained_classes(encoder) is None


def test_what_serves_is_judged_on_the_lines_held_out(trained: tuple[str, Path]) -> None:
    kind, out = trained
    found = json.loads((out / "metrics.json").read_text())
    assert found[COLUMNS[kind]] > 0.6
    assert (found["protocol"]["kind"], found["protocol"]["split"]) == (kind, "validation")
    assert "<html" in (out / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("split", ["test", "validation"])
def test_the_test_lines_are_asked_where_there_are_some(
    trained: tuple[str, Path], data: Path, tmp_path: Path, split: str
) -> None:
    kind, out = trained
    images = read_compared(data / f"{kind}.jsonl")
    lines = images.split.copy()
    lines[np.flatnonzero(lines == "train")[:40]] = split
    shutil.copytree(out, tmp_path / "run")
    report = evaluate_compared_run(tmp_path / "run", replace(images, split=lines))
    assert report is not None
    assert report.protocol.split == split


def test_the_export_is_judged_by_neighbours_and_says_so(trained: tuple[str, Path]) -> None:
    export = json.loads((trained[1] / "training.json").read_text())["export"]
    assert export["precision_at_5"] is None
    assert "without labels there is no P@5" in export["reason"]
    assert export["attempts"]
    for attempt in export["attempts"]:
        assert attempt["precision_at_5"] is None
        is_slower = attempt["speed_ratio"] is not None and attempt["speed_ratio"] < 1
        assert attempt["accepted"] == (attempt["top_10_agreement"] >= 0.90 and not is_slower)


def test_a_stopped_training_goes_on_and_ends_as_if_it_had_not_stopped(
    trained: tuple[str, Path], data: Path, tmp_path: Path
) -> None:
    kind, out = trained
    seen: list[Epoch] = []
    stopped = train(
        data / f"{kind}.jsonl",
        recipe(kind),
        tmp_path,
        on_epoch=lambda e, _: seen.append(e),
        should_stop=lambda: len(seen) == 1,
    )
    assert stopped.export is None
    train(data / f"{kind}.jsonl", recipe(kind), tmp_path)
    assert [row["loss"] for row in log(tmp_path)] == [row["loss"] for row in log(out)]


@pytest.mark.parametrize("kind", ["triplets", "pairs"])
def test_the_recipe_of_ours_learns_from_its_kind(kind: str, data: Path, tmp_path: Path) -> None:
    ours = load_recipe(f"from-{kind}")
    small = replace(
        ours, input=RECIPE.input, backbone=RECIPE.backbone, optimiser=RECIPE.optimiser, epochs=5
    )
    assert train(data / f"{kind}.jsonl", small, tmp_path).history[-1].measured[1] > 0.6


@pytest.mark.parametrize("kind", ["random-triplets", "built-triplets"])
def test_kinds_of_triplets_take_the_given_ones(kind: str, data: Path, tmp_path: Path) -> None:
    wanted = recipe("triplets", batches=Batches(kind=kind, size=8, steps=2))
    stop: list[Epoch] = []
    run = train(
        data / "triplets.jsonl",
        wanted,
        tmp_path,
        on_epoch=lambda e, _: stop.append(e),
        should_stop=lambda: bool(stop),
    )
    assert run.history == tuple(stop)
    assert stop[0].triplet_success is not None


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        ("triplets", {"losses": (Loss(name="arcface"),)}, "'arcface'.*triplet, soft-triplet, cont"),
        (
            "pairs",
            {"losses": (Loss(name="triplet"),)},
            "'triplet'.*does not work.*pairs.*: contrastive",
        ),
        ("pairs", {"batches": Batches(kind="balanced")}, "balanced.*class labels.*shuffled"),
        ("pairs", {"augment": Augment(mix=0.5)}, "with pairs; set augment.mix to 0"),
        ("pairs", {"head": Head(classemes=4)}, "pairs have no class labels.*head.classemes to 0"),
        ("pairs", {"head": Head(within_class=1.0)}, "no class labels.*head.within_class to 0"),
    ],
)
def test_a_recipe_that_needs_more_is_refused_before_anything_is_decoded(
    data: Path, tmp_path: Path, kind: str, changes: dict[str, Any], said: str
) -> None:
    wanted = replace(recipe(kind), **changes)
    with pytest.raises(InputError, match=said):
        train(data / f"{kind}.jsonl", wanted, tmp_path)
    assert not (tmp_path / "cache").exists()


def test_a_column_of_labels_is_refused(data: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no column 'colour'"):
        train(data / "pairs.jsonl", recipe("pairs"), tmp_path, label="colour")


def test_data_of_another_kind_in_the_same_folder_are_refused(
    trained: tuple[str, Path], data: Path
) -> None:
    kind, out = trained
    other = "pairs" if kind == "triplets" else "triplets"
    wanted = recipe(kind, losses=(Loss(name="contrastive"),), epochs=4)
    with pytest.raises(InputError, match="another kind of data; name a new folder"):
        train(data / f"{other}.jsonl", wanted, out)


def stopped_by(data: Path | ComparedImages, wanted: Recipe, out: Path) -> str:
    with pytest.raises(TrainingStopped) as stopped:
        train(data, wanted, out)
    return stopped.value.finding.name


def test_answers_without_a_rule_are_named(data: Path, tmp_path: Path) -> None:
    wanted = recipe("pairs", epochs=8)
    assert stopped_by(data / "guessed.jsonl", wanted, tmp_path) == "nothing-learned"


def test_a_rate_ten_thousand_times_too_high_is_named(data: Path, tmp_path: Path) -> None:
    # A thousand times is not enough: batch norm forgives it, and most seeds learn all the same.
    wild = replace(RECIPE.optimiser, rate=50.0, clip=None, warmup=0.0)
    wanted = recipe("triplets", optimiser=wild, epochs=10)
    names = {"nan-loss", "collapse", "nothing-learned", "falling"}
    assert stopped_by(data / "triplets.jsonl", wanted, tmp_path) in names


def test_pairs_of_one_answer_are_named(data: Path, tmp_path: Path) -> None:
    images = read_compared(data / "pairs.jsonl")
    assert images.same is not None
    alike = replace(images, same=np.ones_like(images.same))
    assert stopped_by(alike, recipe("pairs"), tmp_path) == "one-answer"


def test_the_look_before_a_training_says_that_lines_were_held_out_one_by_one(data: Path) -> None:
    found = check_files(read_compared(data / "triplets.jsonl"))
    assert [finding.name for finding in found] == ["shared-images"]
    assert "single lines were held out" in found[0].text


def compared(*lines: list[int], same: list[bool] | None = None) -> ComparedPixels:
    answers = None if same is None else np.array(same)
    return ComparedPixels(np.zeros((4, 8, 8, 3), np.uint8), np.array(lines), answers)


VECTORS = np.array([[1, 0], [0.8, 0.6], [0, 1], [0, 1]], np.float32)


def test_triplets_are_scored_by_their_order_and_a_tie_fails() -> None:
    held = compared([0, 1, 2], [0, 2, 1], [0, 2, 3], [1, 0, 2])
    assert held.score(held, VECTORS, lambda pixels: VECTORS) == 0.5


def test_pairs_are_scored_by_how_often_the_same_are_nearer() -> None:
    # cosines of the same: .8 and 0; of the different: 0 and .6. Above: 2 + 0, a tie: half.
    held = compared([0, 1], [0, 2], [0, 3], [1, 2], same=[True, True, False, False])
    assert held.score(held, VECTORS, lambda pixels: VECTORS) == pytest.approx(2.5 / 4)


def test_what_is_learned_must_be_a_standard_error_above_chance() -> None:
    held = compared(*[[0, 1, 2]] * 100)
    at_chance, above = (held.watch(held).look(0.5, 1.0, score, 0.3) for score in (0.54, 0.56))
    assert [finding.name for finding in at_chance] == ["nothing-learned"]
    assert "triplet success is 0.54, with chance at 0.50" in at_chance[0].text
    assert above == []
