#!/usr/bin/env bash
# The reference evaluator of ONNX doubles what LpPool finds at an edge with ceil_mode.
#
# Versions: onnx 1.23.2; onnxruntime 1.32.0 is the second reader.
# Expected: LpPool gives the norm of the values that its window holds (ONNX operators, LpPool).
#   Where ceil_mode lets the last window stand half outside, that is the norm of the values
#   inside. Over [1, 2, 3] by windows of 2 the sums are 3 and 3.
# Seen: the reference evaluator gives 3 and 6, as if the missing values were like those that are
#   there. For p = 2 the last value is too large by the square root of 2. ONNX Runtime is right.
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

VALUES = np.array([1, 2, 3], dtype=np.float32)

for p in (1, 2, 3):
    pool = helper.make_node("LpPool", ["x"], ["y"], kernel_shape=[2], strides=[2], p=p, ceil_mode=1)
    x, y = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 1, length])
        for name, length in (("x", 3), ("y", 2))
    )
    graph = helper.make_graph([pool], "pool", [x], [y])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    feed = {"x": VALUES.reshape(1, 1, 3)}
    true = np.array([(1 + 2**p) ** (1 / p), 3])
    runtime = session.run(None, feed)[0].ravel()
    reference = ReferenceEvaluator(model).run(None, feed)[0].ravel()
    print(f"p = {p}: {true} is true, ONNX Runtime {runtime}, the reference {reference}")
    assert np.allclose(runtime, true), "ONNX Runtime is right"
    assert np.allclose(reference, true * [1, 2 ** (1 / p)]), "this has changed"
PYTHON
