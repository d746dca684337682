"""Any ONNX file that takes images is an encoder, and every other says why it is none."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lookalike.encoders.base import EPSILON
from lookalike.encoders.catalogue import load_encoder, spec_of
from lookalike.encoders.onnx.network import NetworkEncoder
from lookalike.errors import EncoderError
from lookalike.types import ImageArray
from tests.contracts.encoder_contract import EncoderContract, pixels, scene
from tests.encoders.tiny_network import CELL, DIM, SIDE, make_network, onnx, save

KINDS: dict[str, dict[str, Any]] = {
    "channels first": {},
    "channels last": {"channels": "last"},
    "one at a time": {"batch": 1},
    "four at a time": {"batch": 4},
    "maps": {"maps": True},
    "maps of any side": {"maps": True, "side": "s", "metadata": {"size": 40}},
    "a middle square": {"metadata": {"resize": "crop", "mean": [0, 0, 0], "std": [1, 1, 1]}},
}


class TestNetworkEncoder(EncoderContract):
    @pytest.fixture(params=KINDS)
    def encoder(self, request: pytest.FixtureRequest, tmp_path: Path) -> NetworkEncoder:
        return NetworkEncoder(make_network(tmp_path / "tiny.onnx", **KINDS[request.param]))


@pytest.fixture
def photos() -> list[ImageArray]:
    sizes = [(40, 60), (60, 40), (33, 33), (90, 20), (32, 32), (64, 48)]
    return [pixels(scene(w, h, hue=15 * i)) for i, (w, h) in enumerate(sizes)]


def by_hand(encoder: NetworkEncoder, image: ImageArray, maps: bool = False) -> Any:
    """The tiny network of seed 0 in plain NumPy."""
    chance, cells = np.random.default_rng(0), SIDE // CELL
    tensor = encoder.preprocessing.apply([image])[0].astype(np.float64)
    tiles = tensor.reshape(3, cells, CELL, cells, CELL)
    if maps:
        kernel = chance.standard_normal((DIM, 3, CELL, CELL))
        row = np.einsum("cihjw,dchw->dij", tiles, kernel).mean(axis=(1, 2))
    else:
        row = tiles.mean(axis=(2, 4)).reshape(-1) @ chance.standard_normal((3 * cells**2, DIM))
    return row / np.linalg.norm(row)


@pytest.mark.parametrize("maps", [False, True])
def test_vectors_equal_the_network_by_hand(
    tmp_path: Path, photos: list[ImageArray], maps: bool
) -> None:
    encoder = NetworkEncoder(make_network(tmp_path / "tiny.onnx", maps=maps))
    expected = [by_hand(encoder, photo, maps) for photo in photos]
    assert encoder.encode(photos) == pytest.approx(np.array(expected), abs=1e-5)


@pytest.mark.parametrize("kind", [{"channels": "last"}, {"batch": 1}, {"batch": 4}])
def test_layout_and_batch_change_no_vector(
    tmp_path: Path, photos: list[ImageArray], kind: dict[str, Any]
) -> None:
    plain = NetworkEncoder(make_network(tmp_path / "plain.onnx"))
    other = NetworkEncoder(make_network(tmp_path / "other.onnx", **kind))
    assert other.encode(photos) == pytest.approx(plain.encode(photos), abs=1e-5)


def test_it_fills_the_learned_part(tmp_path: Path) -> None:
    encoder = NetworkEncoder(make_network(tmp_path / "tiny.onnx"))
    assert (encoder.name, encoder.dim, encoder.size) == ("learned", DIM, SIDE)


def test_settings_come_from_the_metadata(tmp_path: Path) -> None:
    path = make_network(tmp_path / "tiny.onnx", metadata={"mean": [0.5, 0.4, 0.3]})
    assert NetworkEncoder(path).preprocessing.mean == (0.5, 0.4, 0.3)


def test_settings_come_from_the_sidecar(tmp_path: Path) -> None:
    path = make_network(tmp_path / "tiny.onnx")
    (tmp_path / "tiny.json").write_text(json.dumps({"std": [0.5, 0.5, 0.5]}))
    assert NetworkEncoder(path).preprocessing.std == (0.5, 0.5, 0.5)


def test_the_metadata_win_over_the_sidecar(tmp_path: Path) -> None:
    path = make_network(tmp_path / "tiny.onnx", metadata={"resize": "crop"})
    (tmp_path / "tiny.json").write_text("nonsense")
    assert NetworkEncoder(path).preprocessing.resize == "crop"


def test_the_output_may_be_chosen(tmp_path: Path, photos: list[ImageArray]) -> None:
    path = make_network(tmp_path / "tiny.onnx")
    model = onnx.load(str(path))
    model.graph.output.append(
        onnx.helper.make_tensor_value_info("f", onnx.TensorProto.FLOAT, ["n", 48])
    )
    onnx.save(model, str(path))
    (tmp_path / "tiny.json").write_text(json.dumps({"output": "f"}))
    assert NetworkEncoder(path).dim == 3 * (SIDE // CELL) ** 2


def test_an_output_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = make_network(tmp_path / "tiny.onnx", metadata={"output": "z"})
    with pytest.raises(EncoderError, match="no output 'z'; there are: y"):
        NetworkEncoder(path)


def test_the_same_file_elsewhere_has_the_same_fingerprint(tmp_path: Path) -> None:
    path = make_network(tmp_path / "tiny.onnx")
    copy = Path(shutil.copy(path, tmp_path / "copy.onnx"))
    assert NetworkEncoder(copy).fingerprint == NetworkEncoder(path).fingerprint


@pytest.mark.parametrize(
    "settings",
    [{"mean": [0, 0, 0]}, {"std": [1, 1, 1]}, {"resize": "crop"}],
)
def test_other_settings_have_another_fingerprint(tmp_path: Path, settings: dict[str, Any]) -> None:
    path = make_network(tmp_path / "tiny.onnx")
    before = NetworkEncoder(path).fingerprint
    (tmp_path / "tiny.json").write_text(json.dumps(settings))
    assert NetworkEncoder(path).fingerprint != before


def test_another_file_has_another_fingerprint(tmp_path: Path) -> None:
    one = NetworkEncoder(make_network(tmp_path / "one.onnx", seed=0))
    two = NetworkEncoder(make_network(tmp_path / "two.onnx", seed=1))
    assert one.fingerprint != two.fingerprint


def test_a_network_that_sees_nothing_gives_a_unit_vector(tmp_path: Path) -> None:
    black = {"mean": [0, 0, 0], "std": [1, 1, 1]}
    encoder = NetworkEncoder(make_network(tmp_path / "tiny.onnx", metadata=black))
    vector = encoder.encode([np.zeros((9, 9, 3), np.uint8)])[0]
    assert np.linalg.norm(vector) == pytest.approx(1, abs=EPSILON)


def test_it_is_loaded_again_by_its_spec(tmp_path: Path) -> None:
    encoder = load_encoder(make_network(tmp_path / "tiny.onnx"))
    assert spec_of(encoder) == str(tmp_path / "tiny.onnx")


def test_a_relative_path_is_kept_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_network(tmp_path / "tiny.onnx")
    monkeypatch.chdir(tmp_path)
    assert spec_of(load_encoder("tiny.onnx")) == str(tmp_path / "tiny.onnx")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"gone.onnx cannot be read: No such file"):
        NetworkEncoder(tmp_path / "gone.onnx")


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_a_damaged_file_is_named(tmp_path: Path, share: float) -> None:
    path = make_network(tmp_path / "tiny.onnx")
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    with pytest.raises(EncoderError, match=r"tiny.onnx is not a network that ONNX Runtime can run"):
        NetworkEncoder(path)


def test_a_network_that_takes_no_images_is_refused(tmp_path: Path) -> None:
    nodes = [onnx.helper.make_node("MatMul", ["x", "w"], ["y"])]
    save(tmp_path / "text.onnx", nodes, ("x", ["n", 7]), ("y", ["n", 2]), {"w": np.ones((7, 2))})
    with pytest.raises(EncoderError, match=r"text takes \['n', 7\], not images"):
        NetworkEncoder(tmp_path / "text.onnx")


def test_a_network_that_gives_no_vector_is_refused(tmp_path: Path) -> None:
    nodes = [onnx.helper.make_node("ReduceMean", ["x"], ["y"], keepdims=0, axes=[0, 1, 2, 3])]
    save(tmp_path / "mean.onnx", nodes, ("x", ["n", 3, 8, 8]), ("y", []), {})
    with pytest.raises(EncoderError, match=r"returned \(\) for one image, not \(1, dim\)"):
        NetworkEncoder(tmp_path / "mean.onnx")


def test_a_network_of_another_side_than_its_settings_is_refused(tmp_path: Path) -> None:
    path = make_network(tmp_path / "tiny.onnx", metadata={"size": 64})
    with pytest.raises(EncoderError, match="tiny takes 32 pixels, but its settings have size 64"):
        NetworkEncoder(path)


def scaled(path: Path, factor: float, power: float = 1.0) -> Path:
    """A network that gives the mean colour of an image, shifted, to a power and by a factor."""
    nodes = [
        onnx.helper.make_node("ReduceMean", ["x"], ["m"], keepdims=0, axes=[2, 3]),
        onnx.helper.make_node("Pow", ["m", "p"], ["s"]),
        onnx.helper.make_node("Mul", ["s", "f"], ["y"]),
    ]
    weights = {"p": np.array(power), "f": np.array(factor)}
    plain = {"mean": [0.2, 0.2, 0.2], "std": [1, 1, 1]}
    save(path, nodes, ("x", ["n", 3, 8, 8]), ("y", ["n", 3]), weights, plain)
    return path


@pytest.mark.parametrize("factor", [np.nan, np.inf])
def test_a_network_whose_output_is_no_number_is_refused(tmp_path: Path, factor: float) -> None:
    with pytest.raises(EncoderError, match=r"bad\.onnx returned .* NaN or .*; check its settings"):
        NetworkEncoder(scaled(tmp_path / "bad.onnx", factor))


def test_an_image_whose_vector_is_no_number_is_an_error(tmp_path: Path) -> None:
    encoder = NetworkEncoder(scaled(tmp_path / "root.onnx", 1.0, power=0.5))
    white, black = (np.full((8, 8, 3), value, np.uint8) for value in (255, 0))
    assert np.isfinite(encoder.encode([white])).all()
    with pytest.raises(EncoderError, match=r"root\.onnx returned .* NaN or infinite"):
        encoder.encode([white, black])


def test_a_network_that_gives_zeros_for_everything_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        EncoderError, match=r"dead\.onnx returned a vector of zeros .*export it again"
    ):
        NetworkEncoder(scaled(tmp_path / "dead.onnx", 0.0))


def with_weights_beside(path: Path, seed: int = 0) -> Path:
    """The tiny network with its weights in `weights.bin`."""
    model = onnx.load(str(make_network(path, seed=seed)))
    onnx.save(
        model, str(path), save_as_external_data=True, location="weights.bin", size_threshold=0
    )
    return path


def test_weights_beside_the_file_are_part_of_its_fingerprint(tmp_path: Path) -> None:
    fingerprints, files = [], []
    for name, seed in (("one", 0), ("copy", 0), ("two", 1)):
        (tmp_path / name).mkdir()
        path = with_weights_beside(tmp_path / name / "tiny.onnx", seed)
        assert (path.parent / "weights.bin").stat().st_size > 0
        files.append(path.read_bytes())
        fingerprints.append(NetworkEncoder(path).fingerprint)
    assert files[0] == files[2]
    assert fingerprints[0] == fingerprints[1] != fingerprints[2]
