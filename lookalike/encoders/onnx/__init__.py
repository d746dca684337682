"""Networks in ONNX files as encoders."""
