"""Relevance over HTTP, and the calibration that a server makes in quiet moments."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from lookalike.collection import Collection
from lookalike.server.app import build_app
from lookalike.server.jobs import calibrating
from lookalike.server.jobs.calibrating import Calibrating
from lookalike.server.settings import Settings
from tests.scattered import STRANGER, fill, make
from tests.server.conftest import HOSTS, SHOP, is_problem, job_over

SEARCH = f"{SHOP}/search"
PATIENCE_S = 60


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Serves a calibrated `shop`, not to be changed."""
    with client(make(tmp_path_factory.mktemp("judged") / "shop", calibrated=True)) as asked:
        yield asked


def client(address: Path, **settings: Any) -> TestClient:
    shop = {"shop": Collection.open(address)}
    return TestClient(build_app(shop, Settings(**{"hosts": HOSTS} | settings)))


def search(asked: TestClient, like: str = "id:0.0", **options: Any) -> dict[str, Any]:
    answer = asked.post(SEARCH, json={"like": like, **options})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def calibrated(asked: TestClient) -> bool:
    """Whether it is, soon."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        if "best" in search(asked, limit=1):
            return True
        time.sleep(0.3)
    return False


def test_each_hit_says_what_its_score_means(judged: TestClient) -> None:
    found = search(judged, limit=150)
    levels = {hit["relevance"] for hit in found["hits"]}
    assert {"similar", "unrelated"} <= levels <= {"similar", "related", "unrelated"}
    assert found["best"] == {name: found["hits"][0][name] for name in ("score", "relevance")}
    assert "nothing_like_this" not in found
    assert "ends" not in found


def test_a_stranger_has_nothing_like_it(judged: TestClient) -> None:
    found = search(judged, f"id:{STRANGER}")
    assert found["nothing_like_this"] is True
    assert {hit["relevance"] for hit in found["hits"]} == {"unrelated"}


def test_results_end_and_pages_are_slices(judged: TestClient) -> None:
    found = search(judged, limit=150, min_relevance="similar")
    assert {hit["relevance"] for hit in found["hits"]} == {"similar"}
    assert (found["ends"], found["next_offset"]) == (True, None)
    offset, hits = 0, list[dict[str, Any]]()
    while offset is not None:
        page = search(judged, limit=4, offset=offset, min_relevance="similar")
        assert page["best"] == found["best"]
        hits, offset = [*hits, *page["hits"]], page["next_offset"]
    assert hits == found["hits"]


def test_a_form_takes_it_too(judged: TestClient) -> None:
    sent = {"like": "id:0.0", "min_relevance": "similar", "limit": "150"}
    answer = judged.post(SEARCH, files={name: (None, text) for name, text in sent.items()})
    plain = search(judged, limit=150, min_relevance="similar")
    assert answer.status_code == 200, answer.text
    assert answer.json() == plain


def test_what_cannot_be_judged_is_a_problem(judged: TestClient) -> None:
    asked = {"like": "id:0.0", "unlike": "id:0.1", "min_relevance": "similar"}
    answer = judged.post(SEARCH, json=asked)
    assert (answer.status_code, answer.json()["error"]) == (422, "NotCalibrated")
    assert judged.post(SEARCH, json={"like": "id:0.0", "min_relevance": "x"}).status_code == 422


def test_explain_has_the_relevance(judged: TestClient) -> None:
    hit = search(judged, limit=1)["hits"][0]
    answer = judged.post(f"{SHOP}/images/{hit['id']}/explain", json={"like": "id:0.0"})
    assert answer.json()["relevance"] == hit["relevance"]


def test_what_is_searched_is_calibrated_in_a_quiet_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibrating, "QUIET_S", 0.1)
    with client(make(tmp_path / "shop")) as asked:
        assert "best" not in search(asked)
        assert calibrated(asked)


def test_it_is_not_where_the_operator_does_not_want_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibrating, "QUIET_S", 0.0)
    with client(make(tmp_path / "shop"), calibrates=False) as asked:
        assert "best" not in search(asked)
        time.sleep(0.5)
        assert "best" not in search(asked)
        assert "best" in search(asked, min_relevance="similar")


def test_a_doubled_collection_is_calibrated_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calibrating, "QUIET_S", 0.1)
    address = make(tmp_path / "shop", calibrated=True)
    with Collection.open(address) as collection:
        fill(collection, 160, seed=1)
    with client(address) as asked:
        assert "best" not in search(asked)
        assert calibrated(asked)


def test_it_ends_with_the_server_and_lets_requests_go_first(tmp_path: Path) -> None:
    with Collection.open(make(tmp_path / "shop")) as collection:
        busy = Calibrating(True, lambda: True)
        busy.want(collection)
        time.sleep(0.3)
        assert collection.calibration is None
        busy.close()
        busy.want(collection)
        assert collection.calibration is None


def test_a_calibration_is_a_job_and_read_by_rate(tmp_path: Path) -> None:
    with client(make(tmp_path / "shop"), calibrates=False) as asked:
        none = asked.get(f"{SHOP}/calibration").json()
        assert (none["made_at"], none["least_scores"], none["kept"]) == (None, {}, None)
        job = job_over(asked, "calibration", {"labels": "kind", "rate": 0.9})
        assert (job["kind"], job["state"], job["step"]) == ("calibration", "done", "comparing")
        found = asked.get(f"{SHOP}/calibration").json()
        assert (found["rate"], found["label"], found["kept"]) == (0.9, "kind", None)
        assert list(found["least_scores"]) == ["0.9", "0.95", "0.99"]
        at_90, at_99 = found["least_scores"]["0.9"], found["least_scores"]["0.99"]
        assert at_90["same"] is None  # there are no files to make copies of
        assert at_90["similar"] > at_99["similar"]
        assert at_90["related"] < at_99["related"]
        hits = search(asked, limit=150)["hits"]
        similar = [hit["score"] for hit in hits if hit["relevance"] == "similar"]
        assert min(similar) >= at_90["similar"]
        by_shape = asked.get(f"{SHOP}/calibration", params={"weights": "shape=2"}).json()
        assert by_shape["least_scores"]["0.9"]["similar"] != at_90["similar"]
        wrong = asked.get(f"{SHOP}/calibration", params={"weights": "size=1"})
        assert is_problem(wrong, 422, "no part 'size'")
        whole = asked.get(f"{SHOP}/calibration", params={"evidence": True}).json()
        assert set(whole["kept"]["evidence"]) >= {"near", "pairs", "outlines"}


def test_a_calibration_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    with client(make(tmp_path / "shop"), calibrates=False) as asked:
        job = job_over(asked, "calibration", {"labels": "nothing"})
        assert (job["state"], job["error_class"]) == ("failed", "NotCalibrated")
        assert "share a value of 'nothing'" in job["error"]
        answer = asked.post(f"{SHOP}/calibration", json={"rate": 1.5})
        assert answer.status_code == 422
        assert asked.get(f"{SHOP}/calibration").json()["made_at"] is None
