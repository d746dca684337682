"""A training's folder gets a float32 network, and an int8 one where that is as good."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest

from tests.training.small_network import CLASSES, RECIPE, kinds, pictures, small_embedder

from lookalike.encoders.catalogue import load_encoder  # isort: skip
from lookalike.encoders.onnx.network import NetworkEncoder
from lookalike.errors import EncoderError
from lookalike.training.export import acceptance, agreement, onnx_files
from lookalike.training.export.acceptance import Judge
from lookalike.training.export.graph import write_graph
from lookalike.training.export.onnx_files import ExportReport, export_onnx
from lookalike.training.export.quantise import SCHEMES

pytestmark = pytest.mark.slow(seconds=20)


@pytest.fixture(autouse=True)
def _int8_is_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine, networks this small are timed at random."""
    monkeypatch.setattr(acceptance, "speed_ratio", lambda slow, fast: 1.5)


def exported(folder: Path, validation: int = 40, calibration: int = 48) -> ExportReport:
    images = pictures(validation, seed=1)
    images[:] = images // 8 + 80 * kinds(validation)[:, None, None, None].astype(np.uint8)
    return export_onnx(
        small_embedder(),
        RECIPE,
        folder,
        CLASSES,
        pictures(calibration),
        images,
        kinds(validation),
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ExportReport]:
    folder = tmp_path_factory.mktemp("run")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acceptance, "speed_ratio", lambda slow, fast: 1.5)
        return folder, exported(folder)


def test_both_files_are_there_and_nothing_else(run: tuple[Path, ExportReport]) -> None:
    assert sorted(p.name for p in run[0].iterdir()) == ["model.int8.onnx", "model.onnx"]


def test_the_folder_is_an_encoder_in_int8(run: tuple[Path, ExportReport]) -> None:
    encoder = load_encoder(run[0])
    assert isinstance(encoder, NetworkEncoder)
    assert encoder.path.name == "model.int8.onnx"


def test_the_report_says_what_was_accepted(run: tuple[Path, ExportReport]) -> None:
    report = run[1]
    accepted = [attempt for attempt in report.attempts if attempt.accepted]
    most = max(accepted, key=lambda attempt: attempt.top_10_agreement)
    assert report.scheme == most.scheme
    assert report.int8_bytes == (run[0] / "model.int8.onnx").stat().st_size
    assert report.speed_ratio == 1.5


def test_the_report_is_json(run: tuple[Path, ExportReport]) -> None:
    written = json.loads(json.dumps(run[1].to_dict()))
    assert written["attempts"][0]["scheme"] == "least-error; in float32: dense layers"
    assert written["attempts"][-1]["accepted"]


@pytest.mark.parametrize(("well", "tried"), [(0.0, 1), (1.1, len(SCHEMES))])
def test_schemes_are_tried_until_one_agrees_well_and_the_best_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, well: float, tried: int
) -> None:
    monkeypatch.setattr(acceptance, "speed_ratio", lambda slow, fast: 1.5)
    monkeypatch.setattr(agreement, "LEAST_AGREEMENT", 0.5)
    monkeypatch.setattr(acceptance, "WELL", well)
    report = exported(tmp_path)
    assert len(report.attempts) == tried
    best = max(report.attempts, key=lambda attempt: attempt.top_10_agreement)
    assert report.scheme == best.scheme
    properties = onnx.load(tmp_path / "model.int8.onnx").metadata_props
    assert best.scheme in [entry.value for entry in properties]


def test_where_none_is_good_enough_float32_is_kept_and_all_that_was_tried_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agreement, "LEAST_AGREEMENT", 1.1)
    monkeypatch.setattr(onnx_files, "adapt", lambda embedder, *rest: embedder)
    (tmp_path / onnx_files.INT8).write_bytes(b"of an earlier training")
    report = exported(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["model.onnx"]
    assert (report.scheme, report.int8_bytes, report.speed_ratio) == ("float32", None, None)
    assert len(report.attempts) == len(SCHEMES) + 1
    assert report.attempts[-1].scheme.startswith("adapted by training")


def test_a_slower_int8_network_is_not_kept_and_the_ratio_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acceptance, "speed_ratio", lambda slow, fast: 0.8)
    report = exported(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["model.onnx"]
    assert (report.scheme, report.int8_bytes, report.speed_ratio) == ("float32", None, 0.8)
    assert "slower on this machine" in report.reason
    assert not report.attempts[-1].accepted
    assert isinstance(load_encoder(tmp_path), NetworkEncoder)


def test_the_folder_then_serves_in_float32(tmp_path: Path) -> None:
    write_graph(small_embedder(), RECIPE, CLASSES, tmp_path / "model.onnx")
    assert isinstance(load_encoder(tmp_path), NetworkEncoder)


@pytest.mark.parametrize(("validation", "calibration"), [(10, 48), (0, 48), (40, 0)])
def test_with_too_few_images_to_judge_by_float32_is_kept(
    tmp_path: Path, validation: int, calibration: int
) -> None:
    report = exported(tmp_path, validation, calibration)
    assert (report.scheme, report.attempts) == ("float32", ())
    assert "too few images" in report.reason


def test_another_network_is_not_accepted_in_its_place(tmp_path: Path) -> None:
    for seed, name in enumerate(("one.onnx", "other.onnx")):
        write_graph(small_embedder(seed), RECIPE, CLASSES, tmp_path / name)
    judge = Judge(tmp_path / "one.onnx", pictures(40), kinds(40))
    assert judge.accepts(tmp_path / "one.onnx", "itself")
    assert not judge.accepts(tmp_path / "other.onnx", "another")
    assert [attempt.scheme for attempt in judge.attempts] == ["itself", "another"]


def test_a_folder_without_a_network_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"is not an encoder: it has no model\.onnx"):
        load_encoder(tmp_path)
