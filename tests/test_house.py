"""The tree in docs/architecture.md is the one on disk, and imports point down."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import lookalike

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))
import file_tree  # noqa: E402 (lies in scripts/, which is no package)

LAYERS = [
    {
        "types",
        "stopping",
        "errors",
        "extras",
        "closing",
        "files",
        "system",
    },
    {
        "filters",
        "pipeline",
        "tables",
        "images",
        "search",
        "evaluation.metrics",
        "recipes",
    },
    {"encoders", "stores"},
    {"relevance"},
    {
        "collection",
        "about",
        "answer",
        "collection_settings",
        "example_vectors",
        "filling",
        "heatmap",
        "items",
        "given",
        "judging",
        "meanwhile",
        "searchable",
        "tidying",
        "results",
        "notebook",
        "client",
        "indexing",
        "export",
        "sheets",
        "duplicates",
        "feedback",
        "health",
        "map",
        "pairs",
        "recommendation",
        "shortlist",
    },
    {"datasets", "evaluation", "training"},
    {"cli", "server", "__main__"},
]
TRAINING = ["views", "data_checks", "losses", "network", "export", "teacher", "data", "loop"]
"""The folders of a training: each uses those before it."""
FILES = sorted((ROOT / "lookalike").rglob("*.py"))


def layer(module: str) -> int:
    """Of a module, named without its `lookalike.`; the longest name that fits counts."""
    parts = module.split(".")
    for end in range(len(parts), 0, -1):
        for level, places in enumerate(LAYERS):
            if ".".join(parts[:end]) in places:
                return level
    raise AssertionError(f"{module} has no layer")


def name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {name(path): path for path in FILES}


def imports(path: Path) -> Iterator[str]:
    """Modules, wherever in the file they are imported; relative imports are not ours."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (one if one in MODULES else node.module for one in inner)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def circle(uses: Mapping[str, Iterable[str]]) -> list[str]:
    """The first circle of modules that import each other, its first one again at the end."""
    try:
        TopologicalSorter(uses).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def top_imports(path: Path) -> Iterator[str]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_the_tree_is_what_is_on_disk() -> None:
    assert file_tree.written() == file_tree.tree(), "run: scripts/file_tree.py --write"


def test_every_file_has_its_line() -> None:
    bare = [line for line in file_tree.tree().splitlines() if line.strip().count("  ") == 0]
    assert [line for line in bare if not line.rstrip().endswith("/")] == []


def test_every_module_imports_from_its_own_layer_or_below() -> None:
    inside = {m.removeprefix("lookalike."): path for m, path in MODULES.items() if m != "lookalike"}
    above = [
        f"{module} imports {used}"
        for module, path in inside.items()
        for used in (m.removeprefix("lookalike.") for m in imports(path) if m in MODULES)
        if used != "lookalike" and layer(used) > layer(module)
    ]
    assert above == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    below = MODULES.keys() - {"lookalike"}
    assert circle({m: below & {*imports(MODULES[m])} for m in below}) == []


def test_the_folders_of_a_training_use_those_before_them() -> None:
    folders = {path.name for path in (ROOT / "lookalike" / "training").iterdir() if path.is_dir()}
    assert folders - {"__pycache__"} == set(TRAINING)
    wrong = []
    for module, path in MODULES.items():
        if module.startswith("lookalike.training.") and path.parent.name != "training":
            own = TRAINING.index(module.split(".")[2])
            used = [m for m in imports(path) if m.startswith("lookalike.training.")]
            wrong += [(module, m) for m in used if m.split(".")[2] not in TRAINING[: own + 1]]
    assert wrong == []


def test_no_folder_is_too_long_to_be_read() -> None:
    """So that whoever looks for a file finds it: 21 modules, 13 in a folder of training."""
    modules = Counter(path.parent for path in FILES if path.name != "__init__.py")
    most = {place: 13 if "training" in place.parts else 21 for place in modules}
    assert {p.name: n for p, n in modules.items() if n > most[p]} == {}


def test_no_two_files_of_tests_have_the_same_name() -> None:
    """Outside of packages pytest knows a file by its name alone, and a second one ends the run."""
    tests = [p for p in (ROOT / "tests").rglob("test_*.py") if "node_modules" not in p.parts]
    alone = [path.name for path in tests if not (path.parent / "__init__.py").exists()]
    assert [name for name, count in Counter(alone).items() if count > 1] == []


def test_every_folder_is_among_the_layers_and_in_the_readme() -> None:
    folders = {f"{path.parent.name}/" for path in FILES if path.parent.parent.name == "lookalike"}
    layers = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").partition("\n## ")[0]
    readme = (ROOT / "README.md").read_text(encoding="utf-8").partition("## The folders")[2]
    assert {one for one in folders if f"`{one}`" not in layers} == set()
    assert folders - set(readme.split()) == set()


def test_the_pages_on_the_code_name_files_that_exist() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").partition("<!-- tree")[0]
    named = set(re.findall(r"`([\w./-]+(?:\.py|/))`", text))
    below = (ROOT / "lookalike", ROOT / "lookalike" / "training", ROOT)
    assert {one for one in named if not any((place / one).exists() for place in below)} == set()


def test_nothing_inside_uses_the_public_names() -> None:
    """They load what they name, so that would be an import that no other test sees."""
    names = "|".join(lookalike.__all__)
    taken = re.compile(rf"\b(from lookalike import .*|lookalike\.)\b({names})\b")
    used = {m: taken.search(MODULES[m].read_text(encoding="utf-8")) for m in MODULES}
    assert {m: found[0] for m, found in used.items() if found} == {}


def test_a_circle_would_be_found() -> None:
    assert circle({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]})
    assert not circle({"a": ["b", "c"], "b": ["c"], "d": ["a"]})


@pytest.mark.slow(seconds=20)
def test_the_quick_tests_are_of_every_folder_of_the_package() -> None:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-n", "0", "-m", "not slow"]
    done = subprocess.run([*command, "tests"], cwd=ROOT, capture_output=True, text=True)
    files = re.findall(r"^(tests/.+\.py): [1-9]", done.stdout, re.MULTILINE)
    assert files, done.stdout + done.stderr
    texts = [(ROOT / file).read_text(encoding="utf-8") for file in files]
    tested = {name for text in texts for name in re.findall(r"lookalike(?:\.\w+)+", text)}
    if any("/test_route_" in file for file in files):  # which ask the application
        tested.add("lookalike.server.routes")
    folders = {module.rpartition(".")[0] for module in MODULES} - {"", "lookalike"}
    assert {f for f in folders if not any(t == f or t.startswith(f + ".") for t in tested)} == set()


def test_the_base_needs_none_of_the_extras() -> None:
    heavy = {
        "torch",
        "faiss",
        "pyarrow",
        "pandas",
        "IPython",
        "numba",
        "scipy",
        "sklearn",
        "matplotlib",
    }
    doors = {"fastapi", "starlette", "pydantic", "uvicorn"}
    base = [path for path in FILES if "training" not in path.parts]  # the only one to know torch
    assert {
        m for p in base if "server" not in p.parts for m in imports(p) if m.split(".")[0] in doors
    } == set()
    assert {m for path in base for m in imports(path) if m.split(".")[0] in heavy} == set()


def test_training_is_entered_only_where_it_is_wanted() -> None:
    """An import at the top of any other file would load torch where nobody trains."""
    others = [path for path in FILES if "training" not in path.parts]
    used = {
        (p.name, m) for p in others for m in top_imports(p) if m.startswith("lookalike.training")
    }
    assert used == {("train.py", "lookalike.training.options")}  # which knows nothing of torch


def test_no_test_replaces_the_clock_of_the_process() -> None:
    clock = re.compile(r"setattr\(\s*(\w+\.)?time,|setattr\(\s*\"(\w+\.)*time\.")
    tests = sorted((ROOT / "tests").rglob("*.py"))
    assert [path.name for path in tests if clock.search(path.read_text(encoding="utf-8"))] == []
