"""Export a trained network to ONNX: float32, and int8 where that is faster and as good."""
