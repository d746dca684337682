"""Detect whether a device computes bfloat16 natively."""

import platform

import torch

X86 = {"x86_64", "amd64", "i686", "x86"}
WITH_BFLOAT16 = "AVX512"  # in PyTorch's name of an x86 processor's instructions


def computes_in_bfloat16(device: str) -> bool:
    """
    Return whether the device is a GPU, or a processor with instructions for it.

    Without them, PyTorch converts back and forth: a convolution takes ten times as long as in
    float32.
    """
    if device.startswith("cuda") or platform.machine().lower() not in X86:
        return True
    return torch.backends.cpu.get_cpu_capability().startswith(WITH_BFLOAT16)
