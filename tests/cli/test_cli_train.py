"""`lookalike train` in a pipe: its lines, its figures, and what stops it."""

import json
import re
import shutil
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training stands on it")
from lookalike.datasets.drawn.catalogue import draw_catalogue
from tests.cli.conftest import Command, Outcome

pytestmark = pytest.mark.slow(seconds=40)

RECIPE = """
name = "tiny"
epochs = 2
precision = "float32"
[input]
size = 32
[backbone]
width = 0.25
[head]
layers = [16]
[batches]
size = 16
images = 4
[optimiser]
average = 0.9
"""


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A recipe, and five categories of drawn things."""
    place = tmp_path_factory.mktemp("train")
    (place / "tiny.toml").write_text(RECIPE, encoding="utf-8")
    draw_catalogue(place / "all", count=360, size=48)
    for folder in sorted(path for path in (place / "all").iterdir() if path.is_dir())[:5]:
        shutil.copytree(folder, place / "data" / folder.name)
    return place


def trained(lookalike: Command, scene: Path, data: Path, out: Path, *more: str) -> Outcome:
    return lookalike("train", data, "--recipe", scene / "tiny.toml", "--out", out, *more)


def test_a_training_prints_its_epochs_and_its_figures_in_a_pipe_too(
    lookalike: Command, scene: Path, tmp_path: Path
) -> None:
    done = trained(lookalike, scene, scene / "data", tmp_path / "run")
    assert done.status == 0, done.err
    epochs = [line for line in done.out.splitlines() if line.startswith("epoch")]
    line = r"epoch +\d +\d+%  loss \d+\.\d{3}  validation precision@5 [01]\.\d{3}  \d+\.\d min left"
    assert len(epochs) == 2
    assert all(re.fullmatch(line, epoch) for epoch in epochs)
    metrics = json.loads((tmp_path / "run" / "metrics.json").read_text(encoding="utf-8"))
    figure = f"precision@5 {metrics['precision@5']:.3f}".replace(" 0.", " .")
    assert f"{metrics['protocol']['queries']} test queries in " in done.out
    assert figure in done.out


def test_two_processes_end_with_a_network_too(
    lookalike: Command, scene: Path, tmp_path: Path
) -> None:
    mixing = RECIPE + "[augment]\nmix = 0.5\n"
    (scene / "mixing.toml").write_text(mixing.replace("epochs = 2", "epochs = 1"), encoding="utf-8")
    out = tmp_path / "run"
    asked = ("--recipe", scene / "mixing.toml", "--out", out, "--processes", "2")
    done = lookalike("train", scene / "data", *asked)
    assert done.status == 0, done.err
    assert done.out.split()[:2] == ["epoch", "1"]
    assert (out / "model.onnx").exists()
    assert not (out / "cache" / "shared.npy").exists()


@pytest.fixture
def leaking(scene: Path, tmp_path: Path) -> Path:
    """Two test images of each class lie in train too."""
    shutil.copytree(scene / "data", tmp_path / "data" / "train")
    for folder in sorted((scene / "data").iterdir()):
        (tmp_path / "data" / "test" / folder.name).mkdir(parents=True)
        for path in sorted(folder.glob("*.jpg"))[:2]:
            shutil.copy(path, tmp_path / "data" / "test" / folder.name / path.name)
    return tmp_path / "data"


def test_a_failed_check_stops_a_training_and_says_how_to_overrule_it(
    lookalike: Command, scene: Path, leaking: Path, tmp_path: Path
) -> None:
    done = trained(lookalike, scene, leaking, tmp_path / "run")
    assert done.status == 1
    assert "error: leak: " in done.err
    assert "--go-on" in done.err


def test_overruled_findings_are_printed_and_saved(
    lookalike: Command, scene: Path, leaking: Path, tmp_path: Path
) -> None:
    done = trained(lookalike, scene, leaking, tmp_path / "run", "--go-on")
    assert done.status == 0, done.err
    assert done.out.count("overruled by --go-on: leak: ") == 1
    summary = json.loads((tmp_path / "run" / "training.json").read_text(encoding="utf-8"))
    assert summary["overruled"] == ["leak"]
    assert (tmp_path / "run" / "model.onnx").exists()


def test_the_network_that_serves_is_named_with_its_reason(
    lookalike: Command, scene: Path, tmp_path: Path
) -> None:
    done = trained(lookalike, scene, scene / "data", tmp_path / "run")
    assert "(float32: too few images to judge an int8 network)" in done.out
