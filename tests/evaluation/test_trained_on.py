"""A network's own word on the classes that it learned from."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from lookalike.encoders.onnx.network import NetworkEncoder
from lookalike.evaluation.protocol import TRAINING, trained_classes


def network(path: Path, metadata: dict[str, str]) -> NetworkEncoder:
    """The mean colour, as the smallest network there is."""
    shape = [None, 3, 8, 8]
    graph = helper.make_graph(
        [
            helper.make_node("GlobalAveragePool", ["x"], ["mean"]),
            helper.make_node("Reshape", ["mean", "flat"], ["y"]),
        ],
        "mean",
        [helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [None, 3])],
        [numpy_helper.from_array(np.array([-1, 3], np.int64), "flat")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
    model.ir_version = 10
    helper.set_model_props(model, metadata)
    onnx.save(model, path)
    return NetworkEncoder(path)


def test_the_classes_are_read_from_the_file(tmp_path: Path) -> None:
    said = {TRAINING: json.dumps({"classes": ["hat", "shoe"]})}
    assert trained_classes(network(tmp_path / "model.onnx", said)) == ("hat", "shoe")


@pytest.mark.parametrize("said", [{}, {TRAINING: "{}"}, {TRAINING: "hat"}, {TRAINING: "[1]"}])
def test_a_network_that_says_nothing_is_unknown(tmp_path: Path, said: dict[str, str]) -> None:
    assert trained_classes(network(tmp_path / "model.onnx", said)) is None


def test_a_descriptor_was_trained_on_nothing_known(mean_colour) -> None:
    assert trained_classes(mean_colour) is None
