"""`lookalike serve`, as a process that is asked and then stopped."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from lookalike.collection import Collection
from lookalike.stores.embedded.folder import create_folder
from tests.cli.conftest import Command

pytestmark = pytest.mark.skipif(os.name != "posix", reason="sends signals as POSIX has them")


ODD = [
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    (
        b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
        200,
    ),
    (
        (
            b"POST /v1/uploads HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n"
            b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\nA\x00: bcdefghijk\r\n"
        ),
        400,
    ),
]


@pytest.fixture
def server(own: Path) -> Iterator["subprocess.Popen[str]"]:
    program = "from lookalike.cli.main import main\nmain()"
    command = [sys.executable, "-W", "error", "-c", program, "serve", str(own), "--port", "0"]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    yield child
    if child.poll() is None:
        child.kill()
    child.communicate()


def ask(address: str, body: object = None) -> dict[str, object]:
    data = None if body is None else json.dumps(body).encode()
    request = Request(address, data, {"Content-Type": "application/json"})
    with build_opener(ProxyHandler({})).open(request, timeout=120) as answer:
        found: dict[str, object] = json.load(answer)
    return found


def raw(address: str, sent: bytes) -> bytes:
    """The beginning of what comes back."""
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), 60) as opened:
        opened.sendall(sent)
        return opened.recv(100)


@pytest.mark.slow
def test_it_says_where_it_serves_and_ends_when_told(
    server: "subprocess.Popen[str]", own: Path
) -> None:
    assert server.stdout is not None
    line = server.stdout.readline()
    said = re.match(r"Serving own at (http://127\.0\.0\.1:\d+)$", line.strip())
    assert said, line
    (item,) = ask(f"{said[1]}/v1/collections/own/images?limit=1")["items"]  # type: ignore[misc]
    hits = ask(f"{said[1]}/v1/collections/own/search", {"like": f"id:{item['id']}"})["hits"]
    assert len(hits) == 10  # type: ignore[arg-type]
    for sent, status in ODD:  # of which its log has nothing
        assert raw(said[1], sent).startswith(f"HTTP/1.1 {status} ".encode())
    server.send_signal(signal.SIGINT)
    _, errors = server.communicate(timeout=120)
    assert (server.returncode, errors) == (0, "")
    Collection.open(own).close()


@pytest.mark.slow
def test_a_folder_is_indexed_while_it_serves_and_sigterm_ends_it_well(
    catalogue: Path, tmp_path: Path
) -> None:
    program = "from lookalike.cli.main import main\nmain()"
    place = tmp_path / "made"
    options = ["serve", str(place), "--index", str(catalogue), "--port", "0"]
    command = [sys.executable, "-W", "error", "-c", program, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert b"Serving made at" in child.stdout.readline()
        assert b"added 24" in child.stdout.readline()
        child.send_signal(signal.SIGTERM)
        _, errors = child.communicate(timeout=120)
    assert (child.returncode, errors) == (0, b"")
    with Collection.open(place) as collection:
        assert collection.count() == 24


def test_a_folder_that_is_not_there_makes_no_collection(lookalike: Command, tmp_path: Path) -> None:
    outcome = lookalike("serve", tmp_path / "made", "--index", tmp_path / "none", "--port", 0)
    assert (outcome.status, "no folder" in outcome.err) == (1, True)
    assert not (tmp_path / "made").exists()


def test_a_taken_port_is_named(lookalike: Command, own: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        outcome = lookalike("serve", own, "--port", port)
    assert outcome.status == 1
    assert f"cannot serve at 127.0.0.1:{port}" in outcome.err


def test_a_collection_that_is_not_there_is_named(lookalike: Command, tmp_path: Path) -> None:
    outcome = lookalike("serve", tmp_path / "none", "--port", 0)
    assert (outcome.status, "there is no collection" in outcome.err) == (1, True)


def test_two_collections_of_one_name_are_refused(
    lookalike: Command, own: Path, tmp_path: Path
) -> None:
    outcome = lookalike("serve", own, tmp_path / "other" / "own")
    assert outcome.status == 1
    assert "would have the same name" in outcome.err


@pytest.mark.slow
def test_a_collection_that_a_kill_has_cut_short_is_resumed(
    own: Path, catalogue: Path, tmp_path: Path
) -> None:
    """And one that the kill left before it said what it is for keeps no server from starting."""
    home = tmp_path / "home"
    create_folder(home / "never", 8)
    program = "from lookalike.cli.main import main\nmain()"
    options = ["serve", str(own), "--root", str(catalogue), "--home", str(home), "--port", "0"]
    command = [sys.executable, "-W", "error", "-c", program, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        address = _address(child)
        asked = {"name": "half", "folder": catalogue.name}
        assert ask(f"{address}/v1/collections", asked)["state"] in ("waiting", "running")
        child.kill()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        address = _address(child)
        half = f"{address}/v1/collections/half"
        assert (ask(half)["unfinished"], ask(half)["folders"]) == (True, [str(catalogue)])
        job = ask(f"{half}/index", {})
        while job["state"] in ("waiting", "running"):
            time.sleep(0.1)
            job = ask(f"{address}/v1/jobs/{job['id']}")
        assert (job["state"], ask(half)["items"], ask(half)["unfinished"]) == ("done", 24, False)
        child.send_signal(signal.SIGTERM)
        assert child.wait(120) == 0


def _address(child: "subprocess.Popen[str]") -> str:
    assert child.stdout is not None
    return child.stdout.readline().strip().rpartition(" at ")[2]
