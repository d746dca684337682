"""From a trained network to ONNX files that serve: float32, and int8 where it pays."""
