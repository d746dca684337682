"""Which classes a network says that it learned from."""

import json

from lookalike.encoders.base import Encoder

TRAINING = "lookalike.training"  # the metadata key of what training says of itself


def trained_classes(encoder: Encoder) -> tuple[str, ...] | None:
    """From the metadata that training writes into the file; None where it says nothing."""
    path = getattr(encoder, "path", None)
    if path is None:
        return None
    import onnxruntime  # 80 ms, wanted only where a network is asked

    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, ["CPUExecutionProvider"])
    text = session.get_modelmeta().custom_metadata_map.get(TRAINING, "{}")
    try:
        classes = json.loads(text).get("classes")
    except (ValueError, AttributeError):
        return None
    return tuple(map(str, classes)) if isinstance(classes, list) else None
