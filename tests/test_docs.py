"""Every command and every line of Python in the README and the docs runs as written."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import typer

from lookalike.cli.main import build_app
from lookalike.datasets.drawn import DrawnItem, draw_catalogue
from lookalike.searchable import Searchable
from lookalike.server.app import build_app as build_server

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "CONTRIBUTING.md"]


def test_the_page_on_python_lists_every_verb_of_both_collections():
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    listed = page.partition("These are the methods of")[2].partition("Threads may")[0]
    verbs = {name for name in vars(Searchable) if not name.startswith("_")}
    assert set(re.findall(r"`([a-z_]+)`", listed)) - {"with"} == verbs


def blocks(page: Path, language: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands(page: Path) -> list[str]:
    whole = [block.replace("\\\n", " ") for block in blocks(page, "sh")]
    lines = [line for block in whole for line in block.splitlines()]
    return [line for line in lines if "lookalike" in line]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the pages speak of."""
    place = tmp_path_factory.mktemp("docs")
    items = draw_catalogue(place / "catalogue", count=160, size=96)
    for name, category in (("shoe", "boot"), ("bag", "backpack")):
        path = next(item.path for item in items if item.category == category)
        shutil.copy(place / "catalogue" / path, place / f"{name}.jpg")
    write_comparisons(items, place)
    return place


def write_comparisons(items: list[DrawnItem], place: Path) -> None:
    """triplets.jsonl and pairs.jsonl, 150 lines each: what has the same colour is alike."""
    triplets, pairs = [], []
    for a, b, c in permutations(items[:40], 3):
        if a.colour == b.colour != c.colour:
            first, alike, other = (f"catalogue/{item.path}" for item in (a, b, c))
            triplets.append({"anchor": first, "positive": alike, "negative": other})
            pairs.append({"a": first, "b": alike, "same": True})
            pairs.append({"a": first, "b": other, "same": False})
    for name, lines in (("triplets", triplets), ("pairs", pairs)):
        chosen = lines[:: len(lines) // 150][:150]
        text = "".join(json.dumps(line) + "\n" for line in chosen)
        (place / f"{name}.jsonl").write_text(text, encoding="utf-8")


@pytest.mark.slow(seconds=300)
@pytest.mark.parametrize("page", [p for p in PAGES if commands(p)], ids=lambda p: p.name)
def test_the_commands_of_a_page_run_as_written(page: Path, scene: Path, tmp_path: Path) -> None:
    shutil.copytree(scene, tmp_path, dirs_exist_ok=True)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command in commands(page):
        result = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            cwd=tmp_path,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
        )
        assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"


@pytest.mark.slow(seconds=60)
@pytest.mark.parametrize("page", [p for p in PAGES if blocks(p, "python")], ids=lambda p: p.name)
def test_the_python_of_a_page_runs_as_written(
    page: Path, scene: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(scene, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": page.stem}
    for block in blocks(page, "python"):
        exec(compile(block, str(page), "exec"), names)


def anchors(page: Path) -> set[str]:
    """What can stand behind a # in a link to a page: its headings, and ids of its own."""
    text = page.read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    slugs = (re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings)
    return {*slugs, *re.findall(r'<a id="([^"]+)">', text)}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    wrong = []
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            path, _, anchor = target.partition("#")
            there = page.parent / path if path else page
            if not there.exists() or (anchor and anchor not in anchors(there)):
                wrong.append(target)
    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_the_files_that_a_page_names_are_there(page: Path) -> None:
    """Paths with a folder, from the root or below the package."""
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`([\w./-]+/[\w-]+\.(?:py|js|css|md|html))`", text)
    places = (ROOT, ROOT / "lookalike")
    assert [name for name in named if not any((place / name).exists() for place in places)] == []


def test_errors_name_sections_that_the_pages_have() -> None:
    """What a message tells the reader to open is there."""
    wrong, found = [], 0
    for module in sorted((ROOT / "lookalike").rglob("*.py")):
        text = re.sub(r'"\s*\n\s*f?"', "", module.read_text(encoding="utf-8"))
        for name, title in re.findall(r"(docs/[\w-]+\.md)(?: says under '([^']+)')?", text):
            found += 1
            page = ROOT / name
            if not page.exists() or (title and f"# {title}\n" not in page.read_text("utf-8")):
                wrong.append((module.name, name, title))
    assert found
    assert wrong == []


TREE = ROOT / "docs/architecture.md"  # lists every file, so that it would tell everything
PROSE = "\n".join(page.read_text(encoding="utf-8") for page in PAGES if page != TREE)


def commands_of(command: Any, name: str) -> Iterator[tuple[str, list[str]]]:
    """Each command with the options that are its own."""
    options = [option for one in command.params for option in (*one.opts, *one.secondary_opts)]
    yield name, [option for option in options if option.startswith("--")]
    for word, inner in getattr(command, "commands", {}).items():
        yield from commands_of(inner, f"{name} {word}")


COMMANDS = dict(commands_of(typer.main.get_command(build_app()), "lookalike"))


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_and_its_options_are_told(command: str) -> None:
    words = (command, *COMMANDS[command])
    assert [word for word in words if not re.search(rf"{word}(?![\w-])", PROSE)] == []


def requests_of(row: str) -> Iterator[str]:
    """Of "`GET` and `PUT /a`, `GET /b`": GET /a, PUT /a, GET /b."""
    methods = list[str]()
    for method, path in re.findall(r"`([A-Z]+)(?: (/\S+))?`", row):
        methods.append(method)
        if path:
            yield from (f"{one} {path}" for one in methods)
            methods.clear()


def test_every_request_of_the_rest_api_is_told() -> None:
    """In a row of the table, where `/shop` stands for a collection."""
    text = (ROOT / "docs/server.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`(?:GET|POST|PUT|PATCH)[` ].*?) \|", text, re.MULTILINE)
    told = {request for row in rows for request in requests_of(row)}
    app = build_server({})
    asked = {
        f"{method.upper()} {path}".replace("/v1/collections/{name}", "/shop")
        for path, methods in app.openapi()["paths"].items()
        for method in methods
    }
    app.state.service.close()
    assert told == {re.sub(r"\{(\w+)\}", lambda name: name[1].upper(), one) for one in asked}
