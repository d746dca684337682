"""Tiny networks, made on the spot."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

onnx = pytest.importorskip("onnx", reason="makes the networks that these tests run")

SIDE, DIM, CELL = 32, 24, 8


def make_network(
    path: Path,
    channels: str = "first",
    batch: int | str = "n",
    side: int | str = SIDE,
    maps: bool = False,
    metadata: Mapping[str, Any] | str | None = None,
    seed: int = 0,
) -> Path:
    """
    Average pooling to cells, then random directions of them; (n, DIM), or (n, DIM, h, w) of maps.

    With a free `side`, only maps can be made: how many cells there are is not known.
    """
    helper = onnx.helper
    chance = np.random.default_rng(seed)
    cells = SIDE // CELL
    if maps:
        weights = {"k": chance.standard_normal((DIM, 3, CELL, CELL))}
        nodes = [helper.make_node("Conv", ["x", "k"], ["y"], strides=[CELL, CELL])]
        shape: list[int | str] = [batch, DIM, "h", "w"]
    else:
        weights = {"w": chance.standard_normal((3 * cells * cells, DIM))}
        nodes = [
            helper.make_node(
                "AveragePool", ["x"], ["p"], kernel_shape=[CELL, CELL], strides=[CELL, CELL]
            ),
            helper.make_node("Flatten", ["p"], ["f"]),
            helper.make_node("MatMul", ["f", "w"], ["y"]),
        ]
        shape = [batch, DIM]
    given = [batch, 3, side, side]
    if channels == "last":
        given = [batch, side, side, 3]
        nodes = [helper.make_node("Transpose", ["t"], ["x"], perm=[0, 3, 1, 2]), *nodes]
    save(path, nodes, ("t" if channels == "last" else "x", given), ("y", shape), weights, metadata)
    return path


def make_local_network(path: Path, seed: int = 0) -> Path:
    """As those that are exported by training: (n, DIM), the mean of `local_embeddings`."""
    helper = onnx.helper
    weights = {"k": np.random.default_rng(seed).standard_normal((DIM, 3, CELL, CELL))}
    nodes = [
        helper.make_node("Conv", ["x", "k"], ["local_embeddings"], strides=[CELL, CELL]),
        helper.make_node("GlobalAveragePool", ["local_embeddings"], ["p"]),
        helper.make_node("Flatten", ["p"], ["y"]),
    ]
    also = ("local_embeddings", ["n", DIM, "h", "w"])
    save(path, nodes, ("x", ["n", 3, SIDE, SIDE]), ("y", ["n", DIM]), weights, also=also)
    return path


def save(
    path: Path,
    nodes: list[Any],
    given: tuple[str, list[int | str]],
    gives: tuple[str, list[int | str]],
    weights: Mapping[str, Any],
    metadata: Mapping[str, Any] | str | None = None,
    also: tuple[str, list[int | str]] | None = None,
) -> None:
    """Write a checked ONNX file of float32 that every runtime of the last years reads."""
    helper = onnx.helper
    inputs, outputs = (
        [helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape) for name, shape in all_]
        for all_ in ([given], [gives] if also is None else [gives, also])
    )
    constants = [
        onnx.numpy_helper.from_array(np.asarray(value, np.float32), name)
        for name, value in weights.items()
    ]
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    if metadata is not None:
        text = metadata if isinstance(metadata, str) else json.dumps(metadata)
        helper.set_model_props(model, {"lookalike": text})
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
