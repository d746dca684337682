"""Starting from public weights."""

# ruff: noqa: E402 (torch is optional: without it, all of this is skipped)

import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import onnx
import onnxruntime
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("safetensors")

from safetensors.torch import save_file
from torch import Tensor

from lookalike.errors import InputError, MissingExtra
from lookalike.recipes.recipe import Backbone
from lookalike.training.network.backbones.catalogue import build_backbone
from lookalike.training.network.timm_names import renamed

NAME = "mobilenet-v2"
NARROW = 0.25


@pytest.fixture(scope="module")
def state() -> dict[str, Tensor]:
    """Of a narrow MobileNetV2, with statistics as training leaves them."""
    torch.manual_seed(1)
    weights = build_backbone(Backbone(NAME, width=NARROW)).state_dict()
    return {n: torch.rand_like(w) if "running" in n else w for n, w in weights.items()}


def built(path: Path | str) -> torch.nn.Module:
    torch.manual_seed(2)
    return build_backbone(Backbone(NAME, str(path), NARROW))


def saved(weights: dict[str, Tensor], folder: Path) -> Path:
    save_file({n: w.contiguous() for n, w in weights.items()}, folder / "weights.safetensors")
    return folder / "weights.safetensors"


def test_a_file_gives_every_weight(state: dict[str, Tensor], tmp_path: Path) -> None:
    loaded = built(saved(state, tmp_path)).state_dict()
    assert all(torch.equal(loaded[name], state[name]) for name in state)


def test_a_classifier_in_the_file_is_left_out(state: dict[str, Tensor], tmp_path: Path) -> None:
    more = {**state, "classifier.1.weight": torch.zeros(10, 1280), "fc.bias": torch.zeros(10)}
    assert built(saved(more, tmp_path)).state_dict().keys() == state.keys()


def test_counters_of_batch_norm_may_be_missing(state: dict[str, Tensor], tmp_path: Path) -> None:
    less = {name: w for name, w in state.items() if "num_batches" not in name}
    loaded = built(saved(less, tmp_path)).state_dict()
    assert all(torch.equal(loaded[name], less[name]) for name in less)


def test_folded_batch_norm_is_held_still(state: dict[str, Tensor], tmp_path: Path) -> None:
    folded = {n: torch.zeros_like(w) if "running_mean" in n else w for n, w in state.items()}
    folded = {n: torch.ones_like(w) if "running_var" in n else w for n, w in folded.items()}
    network = built(saved(folded, tmp_path)).train()
    network(torch.randn(4, 3, 32, 32))
    assert not network.state_dict()["features.0.1.running_mean"].any()


def test_batch_norm_with_statistics_goes_on_learning(
    state: dict[str, Tensor], tmp_path: Path
) -> None:
    network = built(saved(state, tmp_path)).train()
    network(torch.randn(4, 3, 32, 32))
    moved = network.state_dict()["features.0.1.running_mean"]
    assert not torch.equal(moved, state["features.0.1.running_mean"])


def test_a_missing_weight_is_named(state: dict[str, Tensor], tmp_path: Path) -> None:
    less = {name: w for name, w in state.items() if name != "features.18.0.weight"}
    with pytest.raises(InputError, match=r"lacks features\.18\.0\.weight"):
        built(saved(less, tmp_path))


def test_a_superfluous_weight_is_named(state: dict[str, Tensor], tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"an unknown features\.19\.weight"):
        built(saved({**state, "features.19.weight": torch.zeros(1)}, tmp_path))


def test_another_shape_is_named(state: dict[str, Tensor], tmp_path: Path) -> None:
    wide = build_backbone(Backbone(NAME)).state_dict()
    with pytest.raises(InputError, match=r"features\.0\.0\.weight.*the backbone that it was made"):
        built(saved(wide, tmp_path))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no weights at .*none\.safetensors"):
        built(tmp_path / "none.safetensors")


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.safetensors").write_bytes(b"not weights at all")
    with pytest.raises(InputError, match="cannot be read as a safetensors file"):
        built(tmp_path / "bad.safetensors")


def test_without_the_hub_package_the_install_command_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(MissingExtra, match=r"pip install 'lookalike\[hub\]'"):
        built("imagenet")


def stand_in(monkeypatch: pytest.MonkeyPatch, answer: Path | Exception) -> list[tuple[str, str]]:
    """A hub that gives `answer`; returns what it is asked for."""
    asked: list[tuple[str, str]] = []

    def hf_hub_download(repository: str, file: str) -> str:
        asked.append((repository, file))
        if isinstance(answer, Exception):
            raise answer
        return str(answer)

    hub = ModuleType("huggingface_hub")
    hub.hf_hub_download = hf_hub_download  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "huggingface_hub", hub)
    return asked


def test_imagenet_weights_come_from_the_hub(
    state: dict[str, Tensor], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = stand_in(monkeypatch, saved(state, tmp_path))
    loaded = built("imagenet").state_dict()
    assert torch.equal(loaded["features.18.0.weight"], state["features.18.0.weight"])
    assert asked == [("timm/mobilenetv2_100.ra_in1k", "model.safetensors")]


def test_offline_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(monkeypatch, OSError("no route to host"))
    with pytest.raises(InputError, match=r"cannot be downloaded \(no route to host\); go online"):
        built("imagenet")


@pytest.fixture
def hub_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The real hub package, offline, with a cache of its own, in which there is nothing yet."""
    pytest.importorskip("huggingface_hub", reason="an extra")
    for name in [name for name in sys.modules if name.split(".")[0] == "huggingface_hub"]:
        monkeypatch.delitem(sys.modules, name)  # it reads the environment when it is loaded
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    return tmp_path / "hub"


def cached(weights: dict[str, Tensor], hub_cache: Path) -> None:
    """Put them where the hub package keeps what it has fetched."""
    repository = hub_cache / "models--timm--mobilenetv2_100.ra_in1k"
    snapshot = repository / "snapshots" / ("0" * 40)
    snapshot.mkdir(parents=True)
    saved(weights, snapshot).rename(snapshot / "model.safetensors")
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text("0" * 40)


def test_weights_in_the_hubs_cache_are_loaded_offline(
    state: dict[str, Tensor], hub_cache: Path
) -> None:
    cached(state, hub_cache)
    loaded = built("imagenet").state_dict()
    assert all(torch.equal(loaded[name], state[name]) for name in state)


@pytest.mark.usefixtures("hub_cache")
def test_offline_with_an_empty_cache_it_is_said_what_to_do() -> None:
    with pytest.raises(
        InputError, match=r"(?s)mobilenetv2.* cannot be downloaded .*; go online once"
    ):
        built("imagenet")


def test_a_network_without_public_weights_says_so() -> None:
    with pytest.raises(InputError, match="no ImageNet weights for 'similiai'"):
        build_backbone(Backbone("similiai", "imagenet"))


@pytest.mark.parametrize(
    ("timm", "torchvision"),
    [
        ("conv_stem.weight", "features.0.0.weight"),
        ("bn1.running_mean", "features.0.1.running_mean"),
        ("blocks.0.0.conv_dw.weight", "features.1.conv.0.0.weight"),
        ("blocks.0.0.conv_pw.weight", "features.1.conv.1.weight"),
        ("blocks.0.0.bn2.bias", "features.1.conv.2.bias"),
        ("blocks.1.1.conv_pw.weight", "features.3.conv.0.0.weight"),
        ("blocks.3.2.bn2.running_var", "features.9.conv.1.1.running_var"),
        ("blocks.6.0.conv_pwl.weight", "features.17.conv.2.weight"),
        ("blocks.6.0.bn3.weight", "features.17.conv.3.weight"),
        ("conv_head.weight", "features.18.0.weight"),
        ("bn2.num_batches_tracked", "features.18.1.num_batches_tracked"),
        ("classifier.weight", "classifier.weight"),
    ],
)
def test_timms_names_become_torchvisions(timm: str, torchvision: str) -> None:
    assert renamed(timm) == torchvision


def freed(path: Path) -> bytes:
    """The ONNX file for images of any size."""
    model = onnx.load(path)
    for dimension in model.graph.input[0].type.tensor_type.shape.dim[2:]:
        dimension.dim_param = "side"
    del model.graph.value_info[:]
    return bytes(model.SerializeToString())


@pytest.mark.parametrize("side", [224, 128])
def test_real_weights_give_the_features_of_the_network_that_they_are_of(
    shared_data: Path, side: int
) -> None:
    weights = shared_data.parent / "weights"
    if not weights.is_dir():
        pytest.skip(f"needs the developers' weights at {weights}")
    network = build_backbone(Backbone(NAME, str(weights / "mobilenetv2-imagenet.safetensors")))
    images = np.random.default_rng(0).normal(size=(3, 3, side, side)).astype(np.float32)
    session = onnxruntime.InferenceSession(freed(weights / "mobilenetv2-imagenet.onnx"))
    (expected,) = session.run(["features"], {"input": images})
    with torch.no_grad():
        features = network.train()(torch.from_numpy(images)).mean((2, 3)).numpy()
    assert np.abs(features - expected).max() < 1e-3
