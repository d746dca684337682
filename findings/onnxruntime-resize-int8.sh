#!/usr/bin/env bash
# ONNX Runtime turns all that is below zero into zero when it resizes int8 with antialias.
#
# Versions: onnxruntime 1.32.0; the reference evaluator of onnx 1.23.2 is the second reader.
# Expected: Resize takes int8 (ONNX operators, Resize), and every filter keeps a constant image
#   as it is, since its weights add up to 1. A signed image does what the same values do as
#   float.
# Seen: with antialias=1 a constant -100 becomes 0, linear and cubic. Where cubic overshoots
#   127, the value becomes 0 instead of 127. int32 and float with antialias, and int8 without
#   it, are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  onnxruntime==1.32.0 onnx==1.23.2 numpy==2.4.6
"$folder/venv/bin/python" - << 'PYTHON'
import numpy as np
import onnxruntime
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator


def halved(image: np.ndarray, mode: str, antialias: int) -> tuple[np.ndarray, np.ndarray]:
    """The image at half its size, by the reference evaluator and by ONNX Runtime."""
    kind = helper.np_dtype_to_tensor_dtype(image.dtype)
    sizes = helper.make_tensor("sizes", TensorProto.INT64, [4], [1, 1, 4, 4])
    resize = helper.make_node(
        "Resize", ["x", "", "", "sizes"], ["y"], mode=mode, antialias=antialias
    )
    x, y = (
        helper.make_tensor_value_info(name, kind, [1, 1, side, side])
        for name, side in (("x", 8), ("y", 4))
    )
    graph = helper.make_graph([resize], "halve", [x], [y], [sizes])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 19)], ir_version=10)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    feed = {"x": image}
    return ReferenceEvaluator(model).run(None, feed)[0], session.run(None, feed)[0]


for kind in ("int8", "int32", "float32"):
    for mode, antialias in (("linear", 0), ("linear", 1), ("cubic", 1)):
        for value in (-100, -1, 1, 100):
            image = np.full((1, 1, 8, 8), value, dtype=kind)
            true, read = halved(image, mode, antialias)
            assert np.allclose(true, value), "the reference keeps a constant"
            wrong = kind == "int8" and antialias == 1 and value < 0
            print(f"{kind}, {mode}, antialias={antialias}: {value} becomes {read.flat[0]:g}")
            assert np.allclose(read, 0 if wrong else value), "this has changed"

edge = np.zeros((1, 1, 8, 8), dtype=np.int8)
edge[..., 3:] = 127
true, read = halved(edge, "cubic", 1)
print(f"int8, cubic, an edge from 0 to 127: {true[0, 0, 0]} by the reference, {read[0, 0, 0]} here")
assert 127 in true and not np.array_equal(true, read), "this has changed"
PYTHON
