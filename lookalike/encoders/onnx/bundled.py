"""The network that comes with Lookalike, and its model card."""

from importlib.resources import as_file, files
from typing import Any

from lookalike.encoders.onnx.network import NetworkEncoder

NAME = "lookalike-base"
NETWORKS = files("lookalike.encoders") / "networks"


class BundledEncoder(NetworkEncoder):
    """A small network for clothes, goods, animals, scenes; nothing to download."""

    def __init__(self) -> None:
        with as_file(NETWORKS / f"{NAME}.onnx") as path:
            super().__init__(path)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), ()

    @property
    def card(self) -> str:
        """Data, licences, method, figures and limits, as Markdown."""
        text = (NETWORKS / f"{NAME}.md").read_text(encoding="utf-8")
        return text.replace("{fingerprint}", self.fingerprint)
