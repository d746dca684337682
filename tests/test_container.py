"""The container's recipe is what it should be, and its steps work where there is no engine."""

import json
import os
import re
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CHECK = ROOT / "scripts" / "container-check"
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "compose.yaml").read_text(encoding="utf-8")

loader = SourceFileLoader("container_check", str(CHECK))
spec = spec_from_loader("container_check", loader)
assert spec is not None
container_check = module_from_spec(spec)
loader.exec_module(container_check)
recipe = container_check.read_recipe(DOCKERFILE)


def test_the_recipe_is_read_whole() -> None:
    assert [command.split()[1] for command in recipe.install] == ["wheel", "install"]
    assert recipe.environment == {
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "LOOKALIKE_KEYS": "/data/keys.json",
    }
    assert recipe.start[:3] == ["lookalike", "serve", "/data/images"]
    assert recipe.health[:2] == ["python", "-c"]


def test_the_image_is_slim_and_holds_no_compiler() -> None:
    assert set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) == {"python:3.12-slim"}
    assert "--only-binary=:all:" in recipe.install[1]
    assert not re.search(r"apt-get|gcc|build-essential", DOCKERFILE)


def test_it_runs_as_a_user_without_rights() -> None:
    (user,) = re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)
    assert int(user) > 0
    assert "/images:ro" in COMPOSE


def test_the_port_is_the_same_everywhere() -> None:
    assert "EXPOSE 8000" in DOCKERFILE
    assert recipe.start[recipe.start.index("--port") + 1] == "8000"
    assert "127.0.0.1:8000:8000" in COMPOSE
    assert "8000" in recipe.health[2]
    assert "/v1/health" in recipe.health[2]


def test_it_is_open_only_where_its_port_is_this_machines() -> None:
    (command,) = re.findall(r"^    command: (\[.+\])$", COMPOSE, re.MULTILINE)
    assert json.loads(command) == [*recipe.start, "--open"]
    assert "--open" not in recipe.start
    assert re.findall(r'- "(\S+):8000:8000"', COMPOSE) == ["127.0.0.1"]


def test_only_what_makes_the_wheel_is_sent_to_the_engine() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    names = {name for line in copied for name in line.split()}
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {line.removeprefix("!") for line in ignored if line.startswith("!")} == names
    assert all((ROOT / name).exists() for name in names)


def test_a_command_is_translated_to_folders_of_ours() -> None:
    command = "lookalike serve /data/images --index /images --port 8000 x/images /usr/data"
    assert container_check.translated(command, Path("/tmp/a"), 81) == (
        "lookalike serve /tmp/a/data/images --index /tmp/a/images --port 81 x/images /usr/data"
    )


@pytest.mark.slow(seconds=30)
@pytest.mark.skipif(os.name != "posix", reason="a container's signals are POSIX's")
def test_its_steps_work_without_an_engine() -> None:
    command = [sys.executable, str(CHECK), "--here"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "stopped by SIGTERM, with status 0" in done.stdout
