"""The house is as the README draws it, and its arrows point down."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))
import readme_tree  # noqa: E402 (lies in scripts/, which is no package)

FLOORS = [
    {"types", "errors", "extras", "digest", "durable"},
    {"filters", "filter_language", "pipeline", "attribute_table", "images", "search", "evaluation"},
    {"encoders", "stores"},
    {"collection", "indexing", "export", "result_sheet"},
    {"datasets"},
    {"cli"},
]
FILES = sorted((ROOT / "lookalike").rglob("*.py"))


def floor(place: str) -> int:
    return next(level for level, places in enumerate(FLOORS) if place in places)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_the_readmes_tree_is_what_is_on_disk() -> None:
    assert readme_tree.in_readme() == readme_tree.tree(), "run: scripts/readme_tree.py --write"


def test_every_file_has_its_line() -> None:
    bare = [line for line in readme_tree.tree().splitlines() if line.strip().count("  ") == 0]
    assert [line for line in bare if not line.rstrip().endswith("/")] == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_a_file_imports_from_its_own_floor_or_below(path: Path) -> None:
    place = path.relative_to(ROOT / "lookalike").parts[0].removesuffix(".py")
    if place == "__init__":
        return
    used = {m.split(".")[1] for m in imports(path) if m.startswith("lookalike.")}
    assert {name for name in used if floor(name) > floor(place)} == set()


def test_the_base_needs_none_of_the_extras() -> None:
    heavy = {"torch", "faiss", "pyarrow", "numba", "scipy", "sklearn", "matplotlib"}
    assert {m for path in FILES for m in imports(path) if m.split(".")[0] in heavy} == set()
