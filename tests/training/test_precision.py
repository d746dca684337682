"""Which devices compute in bfloat16 by themselves."""

import platform

import pytest

torch = pytest.importorskip("torch")

from lookalike.training.network.precision import computes_in_bfloat16  # noqa: E402 (torch is optional)


@pytest.mark.parametrize(
    ("device", "machine", "capability", "wanted"),
    [
        ("cpu", "x86_64", "AVX2", False),
        ("cpu", "AMD64", "DEFAULT", False),
        ("cpu", "x86_64", "AVX512", True),
        ("cpu", "arm64", "DEFAULT", True),
        ("cuda", "x86_64", "AVX2", True),
    ],
)
def test_a_processor_of_x86_needs_instructions_for_it(
    monkeypatch: pytest.MonkeyPatch, device: str, machine: str, capability: str, wanted: bool
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: machine)
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: capability)
    assert computes_in_bfloat16(device) == wanted
