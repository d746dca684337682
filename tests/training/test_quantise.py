"""A float32 network is made an int8 one that gives nearly the same."""

from pathlib import Path

import pytest

from tests.training.small_network import CLASSES, RECIPE, pictures, small_embedder

import onnx  # isort: skip

from lookalike.encoders.onnx.network import NetworkEncoder
from lookalike.errors import InputError
from lookalike.training.export.acceptance import as_fed
from lookalike.training.export.graph import write_graph
from lookalike.training.export.quantise import SCHEMES, Quantiser, Scheme


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = tmp_path_factory.mktemp("run") / "model.onnx"
    write_graph(small_embedder(), RECIPE, CLASSES, written)
    return written


@pytest.fixture(scope="module")
def quantiser(path: Path) -> Quantiser:
    return Quantiser(path, as_fed(NetworkEncoder(path), pictures(48)))


@pytest.mark.slow(seconds=10)
@pytest.mark.parametrize("scheme", SCHEMES, ids=lambda scheme: scheme.name)
def test_each_scheme_keeps_the_direction_of_images_it_has_not_seen(
    path: Path, quantiser: Quantiser, tmp_path: Path, scheme: Scheme
) -> None:
    quantiser.write(tmp_path / "int8.onnx", scheme)
    images = list(pictures(20, seed=1))
    before = NetworkEncoder(path).encode(images)
    after = NetworkEncoder(tmp_path / "int8.onnx").encode(images)
    assert (before * after).sum(axis=1).min() > 0.98


def constants(path: Path) -> dict[str, onnx.TensorProto]:
    return {tensor.name: tensor for tensor in onnx.load(path).graph.initializer}


def test_weights_are_int8_with_a_step_for_each_channel(
    quantiser: Quantiser, tmp_path: Path
) -> None:
    quantiser.write(tmp_path / "int8.onnx", Scheme())
    found = constants(tmp_path / "int8.onnx")
    weights = [t for t in found.values() if len(t.dims) == 4]
    assert [t.data_type for t in weights] == [onnx.TensorProto.INT8] * 4
    scales = [found[t.name.removesuffix("_quantized") + "_scale"] for t in weights]
    assert [s.dims[0] for s in scales] == [t.dims[0] for t in weights]


def test_activations_are_of_unsigned_bytes(quantiser: Quantiser, tmp_path: Path) -> None:
    quantiser.write(tmp_path / "int8.onnx", Scheme())
    found = constants(tmp_path / "int8.onnx")
    nodes = onnx.load(tmp_path / "int8.onnx").graph.node
    zeros = [found[node.input[2]] for node in nodes if node.op_type == "QuantizeLinear"]
    assert {zero.data_type for zero in zeros} == {onnx.TensorProto.UINT8}


def test_what_is_spared_stays_in_float32(quantiser: Quantiser, tmp_path: Path) -> None:
    quantiser.write(tmp_path / "int8.onnx", Scheme(spared=3, spare_dense=True))
    tensors = constants(tmp_path / "int8.onnx").values()
    kinds = [t.data_type for t in tensors if len(t.dims) == 4]
    assert kinds.count(onnx.TensorProto.FLOAT) == 3
    assert [t.data_type for t in tensors if len(t.dims) == 2] == [onnx.TensorProto.FLOAT]


def test_the_metadata_goes_with_it(path: Path, quantiser: Quantiser, tmp_path: Path) -> None:
    quantiser.write(tmp_path / "int8.onnx", Scheme())
    before, after = (
        {p.key: p.value for p in onnx.load(p).metadata_props}
        for p in (path, tmp_path / "int8.onnx")
    )
    assert after == {**before, "quantised": "percentile"}


def test_the_same_images_give_the_same_file(path: Path, tmp_path: Path) -> None:
    batches = as_fed(NetworkEncoder(path), pictures(8))
    for name in ("a", "b"):
        Quantiser(path, batches).write(tmp_path / name, Scheme())
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_without_images_it_cannot_be_done(path: Path) -> None:
    with pytest.raises(InputError, match=r"model\.onnx cannot be quantised without images"):
        Quantiser(path, [])
