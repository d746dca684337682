"""A whole training on a small drawn catalogue: what it leaves, how it resumes, what stops it."""

import csv
import dataclasses
import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lookalike.datasets.compared import read_examples
from lookalike.datasets.drawn import draw_catalogue
from lookalike.datasets.labelled import read_labelled
from lookalike.encoders.catalogue import load_encoder
from lookalike.encoders.onnx.network import NetworkEncoder
from lookalike.errors import InputError
from lookalike.evaluation.evaluate import evaluate
from lookalike.images.read import read_image
from lookalike.recipes.read import load_recipe
from lookalike.recipes.recipe import Batches, Head, Loss, Recipe, taught_by
from lookalike.training.data_checks import findings
from lookalike.training.data_checks.check_files import check_files
from lookalike.training.data_checks.findings import Finding, TrainingStopped
from lookalike.training.final import evaluate_run
from lookalike.training.loop.history import Epoch
from lookalike.training.start import train
from lookalike.training.train import prepare
from tests.training.tiny import RECIPE

pytestmark = pytest.mark.slow(seconds=60)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five categories, each of more images than the data checks ask for."""
    place = tmp_path_factory.mktemp("trained")
    draw_catalogue(place / "all", count=360, size=48)
    folders = [p for p in sorted((place / "all").iterdir()) if p.is_dir()]
    for folder in folders[:5]:
        shutil.copytree(folder, place / "few" / folder.name)
    return place / "few"


@pytest.fixture(scope="module")
def trained(catalogue: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run")
    train(catalogue, RECIPE, out)
    return out


def history(out: Path) -> list[dict[str, str]]:
    with (out / "training_log.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_training_leaves_all_that_it_says(trained: Path) -> None:
    names = {
        "recipe.toml",
        "training_log.csv",
        "training_curves.png",
        "embedding_before_after.png",
        "training.json",
        "model.onnx",
        "metrics.json",
        "report.html",
    }
    assert names <= {path.name for path in trained.iterdir()}
    assert [row["epoch"] for row in history(trained)] == ["1", "2", "3"]
    assert json.loads((trained / "training.json").read_text())["epochs"] == 3


def test_a_table_is_trained_by_the_label_that_is_asked_for(catalogue: Path, tmp_path: Path) -> None:
    files = sorted(catalogue.rglob("*.jpg"))
    kinds = ["" if number % 3 == 0 else path.parent.name for number, path in enumerate(files)]
    rows = [f"{path},{n},{kind}" for n, (path, kind) in enumerate(zip(files, kinds, strict=True))]
    (tmp_path / "t.csv").write_text("\n".join(["path,id,kind", *rows, f"none.jpg,x,{kinds[1]}"]))
    for images in (
        read_labelled(tmp_path / "t.csv"),
        read_examples(tmp_path / "t.csv", label="kind"),
    ):
        prepared = prepare(images, RECIPE, tmp_path, "kind")
        assert prepared.classes is not None
        assert "" not in prepared.classes.tolist()
        assert len(prepared.validation.labels) > 0
    found = {finding.name: finding.text for finding in check_files(images, "kind")}
    unlabelled = kinds.count("")
    assert f"t.csv: {unlabelled} rows have no 'kind', and are left out (line 2: " in found["table"]
    assert (
        f"1 of {len(files) + 1 - unlabelled} files cannot be read ({tmp_path}/none.jpg: "
        in (found["bad-files"])
    )


def test_what_was_trained_serves_at_once(trained: Path, catalogue: Path) -> None:
    encoder = load_encoder(trained)
    paths = sorted(catalogue.rglob("*.jpg"))[:6]
    vectors = encoder.encode([read_image(path) for path in paths])
    assert vectors.shape == (6, 16)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_the_exported_network_is_judged_on_the_test_split_as_it_serves(
    trained: Path, catalogue: Path
) -> None:
    written = json.loads((trained / "metrics.json").read_text())
    images = read_labelled(catalogue, RECIPE.seed)
    again = evaluate(load_encoder(trained), images.only("train"), images.only("test"))
    assert written["precision@5"] == again.metrics["precision@5"].mean
    assert written["protocol"]["split"] == "test"
    assert "queries of the test split" in (trained / "report.html").read_text()


def test_without_a_test_split_validation_is_asked(trained: Path, catalogue: Path) -> None:
    images = read_labelled(catalogue, RECIPE.seed)
    known = images.at(np.flatnonzero(images.split != "test"))
    report = evaluate_run(trained, known, None)
    assert report is not None
    assert (report.protocol.split, report.protocol.leave_one_out) == ("validation", False)
    assert report.protocol.queries == len(images.only("validation"))


def test_test_images_of_untrained_classes_are_asked_of_each_other(
    trained: Path, catalogue: Path
) -> None:
    images = read_labelled(catalogue, RECIPE.seed)
    is_test = np.isin(images.column(), images.column()[[0, -1]])
    split = np.where(is_test, "test", "train")
    report = evaluate_run(trained, replace(images, split=split), None)
    assert report is not None
    assert (report.protocol.split, report.protocol.leave_one_out) == ("test", True)


def test_where_nothing_is_held_out_nothing_is_judged(trained: Path, catalogue: Path) -> None:
    images = read_labelled(catalogue, RECIPE.seed)
    assert evaluate_run(trained, images.only("train"), None) is None


def test_the_same_seed_trains_the_same(catalogue: Path, trained: Path, tmp_path: Path) -> None:
    train(catalogue, RECIPE, tmp_path)
    same = [row["loss"] for row in history(tmp_path)]
    assert same == [row["loss"] for row in history(trained)]


def test_a_stopped_training_goes_on_and_ends_as_if_it_had_not_stopped(
    catalogue: Path, trained: Path, tmp_path: Path
) -> None:
    seen: list[Epoch] = []
    stopped = train(
        catalogue,
        RECIPE,
        tmp_path,
        on_epoch=lambda e, _: seen.append(e),
        should_stop=lambda: len(seen) == 1,
    )
    assert (len(stopped.history), stopped.export) == (1, None)
    train(catalogue, RECIPE, tmp_path)
    for column in ("loss", "precision_at_5", "spread"):  # the last two are of the mean network
        rows = [row[column] for row in history(tmp_path)]
        assert rows == [row[column] for row in history(trained)]


def test_validation_of_other_classes_is_judged_among_itself(
    catalogue: Path, tmp_path: Path
) -> None:
    folders = sorted(catalogue.iterdir())
    for split, chosen in (("train", folders[:3]), ("validation", folders[3:])):
        for folder in chosen:
            shutil.copytree(folder, tmp_path / "data" / split / folder.name)
    run = train(tmp_path / "data", RECIPE, tmp_path / "run", go_on=True)
    assert run.export is not None
    last = run.history[-1].precision_at_5
    assert last is not None
    assert run.export.precision_at_5 == pytest.approx(last, abs=0.1)


def test_minutes_bound_a_training(catalogue: Path, tmp_path: Path) -> None:
    many = dataclasses.replace(RECIPE, epochs=10_000)
    run = train(catalogue, many, tmp_path, minutes=0.02)
    assert len(run.history) < 100
    assert run.export is not None


def test_a_network_is_no_weights_of_a_teachers_backbone(catalogue: Path, tmp_path: Path) -> None:
    wanted = taught_by(load_recipe("lookalike-base"), "teacher.onnx")
    with pytest.raises(InputError, match=r"weights of mobilenet-v2.*not teacher\.onnx.*from-t"):
        train(catalogue, wanted, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_was_trained_with_classemes_serves(catalogue: Path, tmp_path: Path) -> None:
    head = Head(layers=(16,), classemes=4)
    train(catalogue, dataclasses.replace(RECIPE, head=head), tmp_path)
    assert NetworkEncoder(tmp_path / "model.onnx").dim == 20


def test_what_varies_within_classes_counts_for_less_in_what_is_exported(
    catalogue: Path, trained: Path, tmp_path: Path
) -> None:
    head = dataclasses.replace(RECIPE.head, within_class=1.0)
    train(catalogue, dataclasses.replace(RECIPE, head=head), tmp_path)
    noise = np.random.default_rng(0).integers(0, 256, (2, 32, 32, 3), np.uint8)
    (plain, turned), (plain_other, turned_other) = np.stack(
        [NetworkEncoder(place / "model.onnx").encode(list(noise)) for place in (trained, tmp_path)],
        axis=1,
    )
    assert plain @ plain_other != pytest.approx(turned @ turned_other, abs=1e-3)


def test_another_recipe_in_the_same_folder_is_refused(catalogue: Path, trained: Path) -> None:
    wider = dataclasses.replace(RECIPE, head=Head(layers=(24,)))
    with pytest.raises(InputError, match="another recipe"):
        train(catalogue, wider, trained)


@pytest.mark.parametrize("kind", ["random-triplets", "built-triplets"])
def test_triplets_train(catalogue: Path, tmp_path: Path, kind: str) -> None:
    recipe = dataclasses.replace(
        RECIPE,
        losses=(Loss(name="triplet", margin=0.2),),
        batches=Batches(kind=kind, size=8, steps=3, triplets=32),
        epochs=1,
    )
    assert len(train(catalogue, recipe, tmp_path).history) == 1


def sabotaged(catalogue: Path, tmp_path: Path, recipe: Recipe = RECIPE) -> str:
    with pytest.raises(TrainingStopped) as stopped:
        train(catalogue, recipe, tmp_path / "run")
    return stopped.value.finding.name


def copied(catalogue: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(catalogue, tmp_path / "data"))


def test_one_label_for_all_images_is_named(catalogue: Path, tmp_path: Path) -> None:
    (tmp_path / "data" / "all").mkdir(parents=True)
    for path in catalogue.rglob("*.jpg"):
        shutil.copy(path, tmp_path / "data" / "all" / path.name)
    assert sabotaged(tmp_path / "data", tmp_path) == "one-class"


def test_half_the_images_corrupt_is_named(catalogue: Path, tmp_path: Path) -> None:
    data = copied(catalogue, tmp_path)
    for path in sorted(data.rglob("*.jpg"))[::2]:
        path.write_bytes(path.read_bytes()[:200])
    assert sabotaged(data, tmp_path) == "bad-files"


def test_test_images_inside_train_are_named(catalogue: Path, tmp_path: Path) -> None:
    shutil.copytree(catalogue, tmp_path / "data" / "train")
    for folder in sorted(catalogue.iterdir()):
        (tmp_path / "data" / "test" / folder.name).mkdir(parents=True)
        for path in sorted(folder.glob("*.jpg"))[:2]:
            shutil.copy(path, tmp_path / "data" / "test" / folder.name / path.name)
    assert sabotaged(tmp_path / "data", tmp_path) == "leak"


def test_shuffled_labels_are_named(catalogue: Path, tmp_path: Path) -> None:
    paths = sorted((catalogue.parent / "all").rglob("*.jpg"))
    labels = np.random.default_rng(0).permutation([path.parent.name for path in paths])
    for path, label in zip(paths, labels, strict=True):
        (tmp_path / "data" / label).mkdir(parents=True, exist_ok=True)
        shutil.copy(path, tmp_path / "data" / label / path.name)
    recipe = dataclasses.replace(RECIPE, epochs=8)
    assert sabotaged(tmp_path / "data", tmp_path, recipe) == "nothing-learned"


def test_a_collapse_overruled_goes_on_and_is_told_once(
    catalogue: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "ALIKE", 2.0)
    monkeypatch.setattr(findings, "NEAR_CHANCE", 10.0)
    with pytest.raises(TrainingStopped, match="collapse: all"):
        train(catalogue, RECIPE, tmp_path)
    told: list[Finding] = []
    run = train(catalogue, RECIPE, tmp_path, go_on=True, on_finding=told.append)
    assert len(run.history) == RECIPE.epochs
    assert [finding.name for finding in told].count("collapse") == 1
    written = json.loads((tmp_path / "training.json").read_text())
    assert written["overruled"] == ["collapse"]
    assert "collapse" in [finding["name"] for finding in written["findings"]]


def test_a_rate_a_thousand_times_too_high_is_named(catalogue: Path, tmp_path: Path) -> None:
    wild = dataclasses.replace(RECIPE.optimiser, rate=5.0, clip=None, warmup=0.0)
    recipe = dataclasses.replace(RECIPE, optimiser=wild, epochs=10)
    names = {"nan-loss", "collapse", "nothing-learned", "falling"}
    assert sabotaged(catalogue, tmp_path, recipe) in names
