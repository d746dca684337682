"""Encoders that run networks from ONNX files."""
