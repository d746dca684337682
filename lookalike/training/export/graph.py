"""Export a trained embedder as a float32 ONNX file that can be served."""

import copy
import json
import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import onnx
import torch
from torch import Tensor, nn

from lookalike.encoders.onnx.network import LOCAL
from lookalike.encoders.onnx.preprocessing import METADATA
from lookalike.evaluation.protocol import TRAINING
from lookalike.files.digest import digest
from lookalike.recipes.recipe import Recipe
from lookalike.training.network.embedding import Embedder

OPSET = 18


class _WithLocal(nn.Module):
    """(n, 3, s, s) to the embedding (n, dim) and its places (n, dim, h, w)."""

    def __init__(self, embedder: Embedder) -> None:
        super().__init__()
        self.embedder = embedder

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        local = self.embedder.head.local(self.embedder.feature_map(images))
        return self.embedder.head.scaled(local.mean(dim=(2, 3))), local


def write_graph(
    embedder: Embedder, recipe: Recipe, classes: Sequence[str] | None, path: Path
) -> None:
    """
    Write the network with the output `embedding` (n, dim).

    If the head is additive, there is also `local_embeddings` (n, dim, h, w): what each position of
    the image adds to the embedding; their mean has its direction. `classes` are those of the
    training; None without labels.

    The embedder is not changed: a copy in evaluation mode is traced. Batch norm is folded into the
    convolutions.
    """
    plain = copy.deepcopy(embedder)
    is_additive = embedder.head.is_additive
    network = (_WithLocal(plain) if is_additive else plain).to("cpu", torch.float32).eval()
    names = ["embedding", LOCAL] if is_additive else ["embedding"]
    program = _traced(network, torch.zeros(2, 3, recipe.input.size, recipe.input.size), names)
    model: onnx.ModelProto = program.model_proto
    properties = {METADATA: preprocessing(recipe), TRAINING: origin(embedder, recipe, classes)}
    _forget_places(model)
    onnx.helper.set_model_props(model, {k: json.dumps(v) for k, v in properties.items()})
    onnx.save(model, path)


def _forget_places(model: onnx.ModelProto) -> None:
    """Remove source locations of nodes, which contain paths of the machine."""
    graph = model.graph
    values = [*graph.input, *graph.output, *graph.value_info, *graph.initializer]
    for noted in (graph, *graph.node, *values):
        del noted.metadata_props[:]
        noted.doc_string = ""


def _traced(network: nn.Module, example: Tensor, outputs: Sequence[str]) -> Any:
    with torch.no_grad(), _quiet():
        return torch.onnx.export(
            network,
            (example,),
            dynamo=True,
            verbose=False,
            opset_version=OPSET,
            input_names=["input"],
            output_names=list(outputs),
            dynamic_shapes=({0: torch.export.Dim("n")},),
        )


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence the exporter: it uses deprecated parts of torch, and logs a missing torchvision."""
    logger = logging.getLogger("torch.onnx")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        logger.setLevel(level)


def preprocessing(recipe: Recipe) -> dict[str, Any]:
    """Return the preprocessing settings, in the format that the encoder reads."""
    return {**asdict(recipe.input), "resize": "squash", "channels": "first", "output": "embedding"}


def origin(embedder: Embedder, recipe: Recipe, classes: Sequence[str] | None) -> dict[str, Any]:
    """Return metadata on the training and on the meaning of the output."""
    return {
        "dim": embedder.dim,
        "metric": "cosine" if recipe.head.output == "l2" else "euclidean",
        "classes": None if classes is None else list(classes),
        "recipe": recipe.name,
        "fingerprint": fingerprint(embedder),
    }


def fingerprint(embedder: nn.Module) -> str:
    """Return a digest of the weights, equal for the float32 file and its int8 version."""
    tensors = embedder.state_dict().items()
    parts = [name.encode() + value.cpu().float().numpy().tobytes() for name, value in tensors]
    return digest(b"".join(parts))[:16]
