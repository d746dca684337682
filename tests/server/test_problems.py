"""Every error of the library has its status, and every answer to one is a problem."""

import inspect

import pytest
from starlette.testclient import TestClient

from lookalike import errors
from lookalike.server.problems import problem, status_of
from tests.server.conftest import is_problem

KINDS = [k for _, k in inspect.getmembers(errors, inspect.isclass)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_has_a_status(kind: type[errors.LookalikeError]) -> None:
    assert 400 <= status_of(kind("x")) < 600


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.FilterError, 422),
        (errors.UnknownItem, 404),
        (errors.DamagedImage, 422),
        (errors.UnknownFormat, 415),
        (errors.ImageTooLarge, 413),
        (errors.StoreError, 500),
        (errors.StoreFull, 507),
        (errors.CollectionInUse, 409),
    ],
)
def test_the_nearest_error_counts(kind: type[errors.LookalikeError], status: int) -> None:
    assert status_of(kind("x")) == status


def test_half_a_character_is_no_obstacle() -> None:
    assert b'"detail":"?"' in bytes(problem(422, "\ud800").body)


def test_an_address_that_is_not_there_is_a_problem(client: TestClient) -> None:
    assert is_problem(client.get("/v1/nothing"), 404)


def test_a_wrong_method_is_a_problem(client: TestClient) -> None:
    assert is_problem(client.delete("/v1/health"), 405)


def test_a_wrong_parameter_is_named(client: TestClient) -> None:
    answer = client.get("/v1/collections/shop/images?limit=none")
    assert is_problem(answer, 422, "query.limit")
    assert answer.json()["errors"][0]["where"] == "query.limit"


def test_an_unknown_collection_is_named(client: TestClient) -> None:
    answer = client.get("/v1/collections/none")
    assert is_problem(answer, 404, "no collection 'none' is served; there are: shop")
    assert answer.json()["error"] == "CollectionNotFound"


def test_what_was_not_foreseen_is_a_problem_without_details(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    app = client.app
    monkeypatch.setattr(app.state.service.jobs, "all", fail)
    answer = TestClient(app, raise_server_exceptions=False).get("/v1/jobs")
    assert is_problem(answer, 500, "the server's log has the details")
    assert "secret" not in answer.text
