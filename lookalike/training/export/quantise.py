"""Quantise a float32 network to int8: QDQ, 8-bit activations, 8-bit weights per channel (u8s8)."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnxruntime.quantization import CalibrationMethod, QuantType
from onnxruntime.quantization.calibrate import TensorsData
from onnxruntime.quantization.qdq_quantizer import QDQQuantizer
from onnxruntime.quantization.shape_inference import quant_pre_process

from lookalike.errors import InputError
from lookalike.training.export.calibration import Batch, Histogram, Range, observe

DENSE = ("Gemm", "MatMul")
OPERATORS = ("Conv", *DENSE, "Add", "Mul", "Clip", "Relu", "MaxPool", "GlobalAveragePool")
OPTIONS = {
    # The last product is the embedding: 8 bits there would cost agreement and save nothing.
    "OpTypesToExcludeOutputQuantization": list(DENSE),
    "MatMulConstBOnly": True,
}


@dataclass(frozen=True)
class Scheme:
    """One way to quantise."""

    ranges: str = "percentile"
    """Ranges of the activations: `percentile` (99.99), `least-error` or `whole`."""
    spared: int = 0
    """First convolutions that stay in float32: few multiplications, but much of the error."""
    spare_dense: bool = False
    """Whether dense layers stay in float32 too."""

    @property
    def name(self) -> str:
        """The name in reports."""
        kept = [f"first {self.spared} convolutions"] * bool(self.spared)
        kept += ["dense layers"] * self.spare_dense
        return self.ranges + (f"; in float32: {', '.join(kept)}" if kept else "")


SCHEMES = (
    # The bundled network after 78 minutes: top-10 agreement .939; .932 with the next, as fast.
    Scheme("least-error", spare_dense=True),
    Scheme(),
    # MobileNetV2 at 128 pixels, untrained on the images: top-10 agreement .86 -> .91, as fast.
    Scheme(spared=3),
    Scheme("least-error", spared=3),
    Scheme("whole", spared=3),
    Scheme(spared=6, spare_dense=True),
)


class Quantiser:
    """Prepares and calibrates a network once, to quantise it in several ways."""

    def __init__(self, path: Path, batches: Sequence[Batch]) -> None:
        """`batches` are preprocessed real images, other than those that judge the result."""
        if not batches:
            raise InputError(f"{path.name} cannot be quantised without images for calibration")
        self._model = _prepared(path)
        self._observed = observe(self._model, _activations(self._model), batches)

    def write(self, path: Path, scheme: Scheme) -> None:
        """Write the int8 network, with the metadata of the float32 one."""
        model = onnx.ModelProto()
        model.CopyFrom(self._model)
        quantizer = QDQQuantizer(
            model,
            per_channel=True,
            reduce_range=False,
            weight_qType=QuantType.QInt8,
            activation_qType=QuantType.QUInt8,
            tensors_range=_tensors_range(self._observed, scheme.ranges),
            nodes_to_quantize=[],
            nodes_to_exclude=_spared(model, scheme),
            op_types_to_quantize=list(OPERATORS),
            extra_options=OPTIONS,
        )
        quantizer.quantize_model()
        quantised = quantizer.model.model
        properties = {entry.key: entry.value for entry in self._model.metadata_props}
        onnx.helper.set_model_props(quantised, {**properties, "quantised": scheme.name})
        onnx.save(quantised, path)


def _prepared(path: Path) -> onnx.ModelProto:
    """Fold batch norm, infer shapes and name every node, as nodes are excluded by name."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder, "ready.onnx")
        quant_pre_process(str(path), str(ready), skip_symbolic_shape=True)
        model = onnx.load(ready)
    for number, node in enumerate(model.graph.node):
        node.name = node.name or f"{node.op_type}_{number}"
    onnx.helper.set_model_props(
        model, {p.key: p.value for p in onnx.load(path, load_external_data=False).metadata_props}
    )
    return model


def _activations(model: onnx.ModelProto) -> list[str]:
    """Return the float32 inputs and outputs of quantised nodes, without constants."""
    constant = {tensor.name for tensor in model.graph.initializer}
    known = (*model.graph.input, *model.graph.value_info, *model.graph.output)
    real = {v.name for v in known if v.type.tensor_type.elem_type == onnx.TensorProto.FLOAT}
    nodes = [node for node in model.graph.node if node.op_type in OPERATORS]
    touched = {name for node in nodes for name in (*node.input, *node.output)}
    return sorted((touched & real) - constant)


def _spared(model: onnx.ModelProto, scheme: Scheme) -> list[str]:
    convolutions = [node.name for node in model.graph.node if node.op_type == "Conv"]
    dense = [node.name for node in model.graph.node if node.op_type in DENSE]
    return convolutions[: scheme.spared] + (dense if scheme.spare_dense else [])


def _tensors_range(observed: Mapping[str, Histogram], kind: str) -> TensorsData:
    choose = {
        "percentile": Histogram.percentile,
        "least-error": Histogram.least_error,
        "whole": Histogram.whole,
    }[kind]
    ranges = {name: _as_arrays(choose(histogram)) for name, histogram in observed.items()}
    return TensorsData(CalibrationMethod.MinMax, ranges)


def _as_arrays(span: Range) -> tuple[np.float32, np.float32]:
    return np.float32(span[0]), np.float32(span[1])
