"""The package in examples/ that brings an encoder and a store, without being installed."""

import sys
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

PACKAGE = Path(__file__).resolve().parents[1] / "examples" / "lookalike-example"
BRIGHTNESS = PACKAGE / "lookalike_example" / "brightness.py"
MEMORY = PACKAGE / "lookalike_example" / "memory.py"


@cache
def module_of(file: Path) -> ModuleType:
    """One of its files as a module, loaded once."""
    name = f"lookalike_example.{file.stem}"
    spec = spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
