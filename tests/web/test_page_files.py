"""The page's files: typed, complete, and with nothing from elsewhere."""

import re
import shutil
import subprocess
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.web.conftest import Site

HERE = Path(__file__).parent
WEB = HERE.parents[1] / "lookalike/web"
FILES = sorted(path for path in WEB.rglob("*") if path.is_file())
TEXTS = [path for path in FILES if path.suffix in (".js", ".css", ".html", ".svg", ".webmanifest")]
ALONE = {
    "api-types.js",
    "service-worker.js",
    "index.html",
    "icons/icon-512.png",
}  # not of the shell


def test_the_types_hold() -> None:
    tsc = HERE / "node_modules/.bin/tsc"
    if not tsc.exists() or shutil.which("node") is None:
        pytest.skip("needs TypeScript: npm install, in tests/web")
    run = subprocess.run([tsc, "--project", HERE / "jsconfig.json"], capture_output=True, text=True)
    assert run.stdout == ""


def test_the_service_worker_keeps_the_whole_shell() -> None:
    text = (WEB / "service-worker.js").read_text(encoding="utf-8")
    kept = set(re.findall(r'"([^"\s]+)"', text))
    for folder, ending in (("elements", ".js"), ("style", ".css")):
        kept |= {f"{folder}/{name}{ending}" for name in kept}
    there = {path.relative_to(WEB).as_posix() for path in FILES}
    assert there - ALONE - kept == set()


def test_every_module_is_loaded_at_once() -> None:
    text = (WEB / "index.html").read_text(encoding="utf-8")
    asked = set(re.findall(r'<link rel="modulepreload" href="([^"]+)">', text))
    modules = {p.relative_to(WEB).as_posix() for p in FILES if p.suffix == ".js"}
    assert asked == modules - ALONE - {"start.js", "theme.js"}


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(WEB).as_posix())
def test_nothing_comes_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert re.findall(r"https?://[a-z0-9]", text) == []


def test_only_one_file_talks_to_the_server() -> None:
    asking = re.compile(r"\bfetch\(|EventSource|XMLHttpRequest|[`\"]v1/")
    scripts = [path for path in FILES if path.suffix == ".js" and path.name not in ALONE]
    assert [p.name for p in scripts if asking.search(p.read_text(encoding="utf-8"))] == ["api.js"]


def test_nothing_is_read_as_markup() -> None:
    scripts = [path for path in FILES if path.suffix == ".js"]
    assert [p.name for p in scripts if "HTML =" in p.read_text(encoding="utf-8")] == []


def test_the_page_may_load_and_run_only_its_own(site: Site) -> None:
    with urlopen(site.address) as answer:
        policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
