"""Prints the README's tree of the project, or renews it with --write."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- tree -->\n```text\n", "```\n<!-- end of tree -->"
WIDTH = 34  # columns before a file's line

FOLDERS = ("lookalike", "benchmarks", "scripts", "docs")
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
    "*.css": "how the report looks",
    "*.jpg": "what the pages show",
    "*.json": "the metrics of one training",
    "*.npy": "numbers that scripts/ makes again",
    "*.npz": "numbers that scripts/ makes again",
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
    about = _about(folder / "__init__.py") if (folder / "__init__.py").exists() else ""
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
    name = path.relative_to(ROOT).as_posix()
    if name in LINES:
        return LINES[name]
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    if path.suffix == ".toml":
        return str(tomllib.loads(path.read_text(encoding="utf-8")).get("about", ""))
    if path.suffix != ".py":
        return LINES.get(f"*{path.suffix}", "")
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.strip().splitlines()[0].rstrip(".:") if text else ""


def in_readme() -> str:
    """The tree as the README has it."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return text[text.index(BEGIN) + len(BEGIN) : text.index(END)]


if __name__ == "__main__":
    if "--write" in sys.argv:
        readme = ROOT / "README.md"
        text = readme.read_text(encoding="utf-8")
        start, end = text.index(BEGIN) + len(BEGIN), text.index(END)
        readme.write_text(text[:start] + tree() + text[end:], encoding="utf-8")
    else:
        sys.stdout.write(tree())
