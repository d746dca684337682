"""A trained embedder is written as a float32 ONNX file that serves at once."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.training.small_network import CLASSES, DIM, RECIPE, SIDE, pictures, small_embedder

import onnx  # isort: skip
import onnxruntime  # isort: skip
import torch  # isort: skip

from lookalike.encoders.onnx.network import NetworkEncoder
from lookalike.errors import EncoderError
from lookalike.training.export.graph import fingerprint, write_graph

pytestmark = pytest.mark.slow(seconds=20)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("run") / "model.onnx"
    write_graph(small_embedder(), RECIPE, CLASSES, written)
    return written


def outputs(path: Path, images: torch.Tensor) -> list[np.ndarray]:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(["embedding", "local_embeddings"], {"input": images.numpy()})


@pytest.mark.parametrize("count", [1, 2, 5])
def test_the_file_gives_what_the_module_gives_for_any_number_of_images(
    path: Path, count: int
) -> None:
    images = torch.randn(count, 3, SIDE, SIDE)
    with torch.no_grad():
        expected = small_embedder()(images)
    np.testing.assert_allclose(outputs(path, images)[0], expected, atol=1e-4)


def test_the_second_output_is_what_each_place_adds_to_the_embedding(path: Path) -> None:
    embedding, local = outputs(path, torch.randn(3, 3, SIDE, SIDE))
    mean = local.mean(axis=(2, 3))
    assert local.shape[1] == DIM
    assert local.shape[2] > 1
    np.testing.assert_allclose(
        mean / np.linalg.norm(mean, axis=1, keepdims=True), embedding, atol=1e-4
    )


def test_places_of_an_image_add_up_to_its_vector(path: Path) -> None:
    (picture,) = pictures(1)
    encoder = NetworkEncoder(path)
    local = encoder.encode_local(picture)
    assert local.shape[2] == DIM
    np.testing.assert_allclose(local.sum(axis=(0, 1)), encoder.encode([picture])[0], atol=1e-4)


@pytest.mark.parametrize("head", [{"layers": (16, DIM)}, {"output": "tanh"}])
def test_a_head_that_does_not_add_up_has_no_places(tmp_path: Path, head: dict[str, Any]) -> None:
    embedder = small_embedder(**head)
    write_graph(embedder, RECIPE, CLASSES, tmp_path / "model.onnx")
    encoder = NetworkEncoder(tmp_path / "model.onnx")
    assert not encoder.has_local
    with pytest.raises(EncoderError, match="has no output 'local_embeddings'"):
        encoder.encode_local(pictures(1)[0])


@pytest.mark.parametrize("output", ["l2", "tanh", "none"])
def test_it_serves_at_once(tmp_path: Path, output: str) -> None:
    embedder = small_embedder(output=output)
    write_graph(embedder, RECIPE, CLASSES, tmp_path / "model.onnx")
    encoder, images = NetworkEncoder(tmp_path / "model.onnx"), pictures(6)
    planes = torch.from_numpy(images.transpose(0, 3, 1, 2).copy()) / 255
    mean, std = (torch.tensor(v).reshape(3, 1, 1) for v in (RECIPE.input.mean, RECIPE.input.std))
    with torch.no_grad():
        expected = torch.nn.functional.normalize(embedder((planes - mean) / std))
    np.testing.assert_allclose(encoder.encode(list(images)), expected, atol=1e-4)


def test_what_a_reader_may_want_to_know_is_in_the_file(path: Path) -> None:
    properties = {entry.key: entry.value for entry in onnx.load(path).metadata_props}
    assert json.loads(properties["lookalike.training"]) == {
        "dim": DIM,
        "metric": "cosine",
        "classes": list(CLASSES),
        "recipe": "mine",
        "fingerprint": fingerprint(small_embedder()),
    }


def test_batch_norm_is_folded_and_the_backbone_runs_once(path: Path) -> None:
    kinds = [node.op_type for node in onnx.load(path).graph.node]
    assert (kinds.count("Conv"), kinds.count("BatchNormalization")) == (4, 0)


def test_an_embedder_in_training_is_written_as_it_will_serve(path: Path, tmp_path: Path) -> None:
    embedder = small_embedder().to(memory_format=torch.channels_last).train()
    write_graph(embedder, RECIPE, CLASSES, tmp_path / "model.onnx")
    images = torch.randn(2, 3, SIDE, SIDE)
    np.testing.assert_allclose(
        outputs(tmp_path / "model.onnx", images)[0], outputs(path, images)[0], atol=1e-5
    )


def test_the_embedder_is_left_as_it_was(tmp_path: Path) -> None:
    embedder = small_embedder().train()
    before = fingerprint(embedder)
    write_graph(embedder, RECIPE, CLASSES, tmp_path / "model.onnx")
    assert embedder.training
    assert fingerprint(embedder) == before


def test_other_weights_have_another_fingerprint() -> None:
    assert fingerprint(small_embedder(0)) == fingerprint(small_embedder(0))
    assert fingerprint(small_embedder(0)) != fingerprint(small_embedder(1))


def test_the_file_tells_nothing_of_where_it_was_made(path: Path) -> None:
    assert b"lookalike/training" not in path.read_bytes()
