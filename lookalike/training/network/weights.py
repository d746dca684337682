"""Load initial weights: a safetensors file, or ImageNet weights from the hub."""

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from lookalike.errors import InputError
from lookalike.extras import need
from lookalike.training.network.backbones.base import FeatureNetwork
from lookalike.training.network.timm_names import to_torchvision

CLASSIFIERS = ("fc.", "classifier.", "head.")  # of public files, not used here
COUNTER = "num_batches_tracked"  # of batch norm; public files may leave it out


def start_from(network: FeatureNetwork, start: str, name: str) -> None:
    """
    Load `start`, a safetensors file or `imagenet`, into the backbone called `name`.

    If the file's batch norm is folded into its convolutions, the network's is frozen.
    """
    path = hub_file(network, name) if start == "imagenet" else Path(start).expanduser()
    weights = to_torchvision(read_weights(path))
    load_weights(network, weights, str(path))
    network.frozen_statistics = is_folded(weights)
    network.train(network.training)


def read_weights(path: Path) -> dict[str, Tensor]:
    """Read the tensors of a safetensors file by name."""
    if not path.is_file():
        raise InputError(
            f"there are no weights at {path}; give a .safetensors file, 'imagenet' or 'random'"
        )
    try:
        return load_file(path)
    except (SafetensorError, OSError) as error:
        raise InputError(f"{path} cannot be read as a safetensors file: {error}") from error


def load_weights(network: FeatureNetwork, weights: Mapping[str, Tensor], source: str) -> None:
    """Load weights; InputError names the first that is missing, superfluous or misshapen."""
    own = network.state_dict()
    given = {name: w for name, w in weights.items() if not name.startswith(CLASSIFIERS)}
    missing = [name for name in own if name not in given and not name.endswith(COUNTER)]
    extra = [name for name in given if name not in own]
    unlike = [name for name in given if name in own and given[name].shape != own[name].shape]
    for names, fault in (
        (missing, "lacks"),
        (extra, "has an unknown"),
        (unlike, "has another shape for"),
    ):
        if names:
            raise InputError(
                f"{source} does not fit the backbone: it {fault} {names[0]} "
                f"({len(names):,} such); use the backbone that it was made for"
            )
    network.load_state_dict(given, strict=False)


def is_folded(weights: Mapping[str, Tensor]) -> bool:
    """Whether every batch norm is only a bias: mean 0, variance 1."""
    means = [w for name, w in weights.items() if name.endswith("running_mean")]
    variances = [w for name, w in weights.items() if name.endswith("running_var")]
    near = [torch.allclose(v, torch.ones_like(v), atol=1e-3) for v in variances]
    return bool(means) and not any(m.any() for m in means) and all(near)


def hub_file(network: FeatureNetwork, name: str) -> Path:
    """Return the ImageNet weights in the hub's local cache, downloaded if missing."""
    if network.hub is None:
        raise InputError(f"there are no ImageNet weights for {name!r}; start from 'random'")
    repository, file = network.hub
    hub = need("huggingface_hub", extra="hub")
    try:
        return Path(hub.hf_hub_download(repository, file))
    except Exception as error:  # the hub raises errors of requests, httpx and its own
        raise InputError(
            f"the ImageNet weights {repository} cannot be downloaded ({error}); go online once, or "
            "give the path of a .safetensors file as the backbone's start"
        ) from error
