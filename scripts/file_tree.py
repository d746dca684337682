"""Prints the tree of the project, or renews it in docs/architecture.md with --write."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- tree -->\n```text\n", "```\n<!-- end of tree -->"
WIDTH = 34  # columns before a file's line

COMMENT = re.compile(r"/\*\*? ([^\n]*?) ?\*/")  # the first line of a script or a style

FOLDERS = ("lookalike", "benchmarks", "scripts", "docs", "examples", "findings")
FILES = (
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENSE",
    "pyproject.toml",
    "justfile",
    "Dockerfile",
    "compose.yaml",
    ".ci/run",
)
LINES = {  # of what has no docstring
    "tests/": "mirrors the package; contracts/ holds what stand-ins for each other must do",
    "*.jpg": "what the pages show",
    "*.png": "drawn by scripts/draw_icons.py",
    "docs/images/learning-curves.png": "drawn by benchmarks/learning_curves.py",
    "*.json": "the metrics of one training",
    "*.npy": "numbers that scripts/ makes again",
    "*.onnx": "trained by the recipe of its name",
    "lookalike/encoders/networks/": "The networks that the package brings, each with its card",
    "*.npz": "numbers that scripts/ makes again",
    "examples/": "Notebooks, which the tests run as they are, and a package of others",
    "examples/lookalike-example/pyproject.toml": "by which names Lookalike finds it",
    "findings/": "Surprises about public libraries, each a script that shows it",
    "lookalike/web/": "The page: modules and styles as browsers read them, nothing to build",
    "lookalike/web/index.html": "The frame of the page, and what it loads",
    "lookalike/web/manifest.webmanifest": "By which the page can be installed as an app",
    "lookalike/web/icons/icon.svg": "Two that look alike",
    "lookalike/web/elements/": "What the page is made of: an element each, or what draws one",
    "lookalike/web/style/": "How it looks, by place; tokens.css has the colours, sizes and motions",
    "lookalike/py.typed": "tells type checkers that the package has types",
    "CONTRIBUTING.md": "how to work on the code",
    "CHANGELOG.md": "what changed, version by version",
    "LICENSE": "Apache 2.0",
    "pyproject.toml": "dependencies, extras and the settings of the checkers",
    "justfile": "the checks one by one",
    ".ci/run": "what CI runs: scripts/test, then scripts/container-check",
    "Dockerfile": "the container that serves a folder of images",
    "compose.yaml": "the container, its folder and its port, by one command",
    "scripts/container-check": "the Dockerfile's steps without an engine",
    "scripts/demo": "the main job, set up and run",
    "scripts/test": "every check, set up and run",
    "scripts/environment.sh": "the virtual environment that both use",
}


def tree() -> str:
    """The whole tree, a line for each file."""
    lines = [line for folder in FOLDERS for line in _folder(ROOT / folder, 0)]
    lines.append(_line("tests/", 0, LINES["tests/"]))
    lines += [_line(name, 0, LINES[name]) for name in FILES]
    return "\n".join(lines) + "\n"


def _folder(folder: Path, depth: int) -> Iterator[str]:
    init = folder / "__init__.py"
    about = _about(init) if init.exists() else LINES.get(f"{_name(folder)}/", "")
    yield _line(f"{folder.name}/", depth, about)
    inside = [p for p in folder.iterdir() if not p.name.startswith(("__", "."))]
    for path in sorted(inside, key=lambda p: (p.is_dir(), p.name)):
        if path.is_dir():
            yield from _folder(path, depth + 1)
        else:
            yield _line(path.name, depth + 1, _about(path))


def _line(name: str, depth: int, about: str) -> str:
    return (
        f"{'  ' * depth}{name}".ljust(WIDTH) + f"{about}".rstrip() if about else "  " * depth + name
    )


def _about(path: Path) -> str:
    if _name(path) in LINES:
        return LINES[_name(path)]
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    if path.suffix == ".ipynb":
        first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"]
        return str(first[0]).strip().removeprefix("# ")
    if path.suffix == ".toml":
        return str(tomllib.loads(path.read_text(encoding="utf-8")).get("about", ""))
    if path.suffix == ".sh":
        return path.read_text(encoding="utf-8").splitlines()[1].removeprefix("# ").rstrip(".")
    if path.suffix in (".js", ".css"):
        found = COMMENT.match(path.read_text(encoding="utf-8"))
        return found[1].rstrip(".:") if found else ""
    if path.suffix != ".py":
        return LINES.get(f"*{path.suffix}", "")
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.strip().splitlines()[0].rstrip(".:") if text else ""


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def written() -> str:
    """The tree as docs/architecture.md has it."""
    text = PAGE.read_text(encoding="utf-8")
    return text[text.index(BEGIN) + len(BEGIN) : text.index(END)]


if __name__ == "__main__":
    if "--write" in sys.argv:
        text = PAGE.read_text(encoding="utf-8")
        start, end = text.index(BEGIN) + len(BEGIN), text.index(END)
        PAGE.write_text(text[:start] + tree() + text[end:], encoding="utf-8")
    else:
        sys.stdout.write(tree())
