"""A name that a route does not know is refused, and the known ones are listed."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from lookalike.server.app import build_app
from lookalike.server.request_models import SearchIn
from tests.server.conftest import SHOP, file, is_problem

SEARCH = ", ".join(sorted(SearchIn.model_fields))

pytestmark = pytest.mark.slow(seconds=10)


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in build_app({}).openapi()["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def address(path: str) -> str:
    return path.replace("{name}", "shop").replace("{id}", "none").replace("{digest}", "none")


@pytest.mark.parametrize(("method", "path", "operation"), list(operations()))
def test_every_route_refuses_a_parameter_that_it_does_not_describe(
    client: TestClient, method: str, path: str, operation: dict[str, Any]
) -> None:
    answer = client.request(method, address(path), params={"no_such_name": "1"})
    assert is_problem(answer, 422, "query.no_such_name: there is no parameter 'no_such_name'; ")
    names = sorted(p["name"] for p in operation.get("parameters", ()) if p["in"] == "query")
    (found,) = answer.json()["errors"]
    there = f"there are: {', '.join(names)}" if names else "this request takes none"
    assert found["message"] == f"there is no parameter 'no_such_name'; {there}"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("images?limt=5", "no parameter 'limt'; did you mean 'limit'? There are: after, cursor,"),
        ("images?offset=3", "no parameter 'offset'; there are: after, cursor, limit, where"),
        ("images?limit=5&Limit=6", "no parameter 'Limit'; did you mean 'limit'?"),
        ("images?limit=5&limit=6", "query.limit: was sent 2 times; send it once"),
        ("images?=5", "no parameter ''; there are:"),
        ("facets?attributes=a", "no parameter 'attributes'; did you mean 'attribute'?"),
        ("images/none/thumbnail?width=64", "no parameter 'width'; there are: size"),
        ("images/none/original?size=64", "no parameter 'size'; this request takes none"),
    ],
)
def test_a_wrong_parameter_is_named_with_the_right_ones(
    client: TestClient, path: str, said: str
) -> None:
    assert is_problem(client.get(f"{SHOP}/{path}"), 422, said)


def test_a_parameter_that_takes_several_values_takes_them(client: TestClient) -> None:
    answer = client.get(f"{SHOP}/facets?attribute=category&attribute=colour&limit=3")
    assert set(answer.json()["facets"]) == {"category", "colour"}


def test_the_page_may_have_any_address(client: TestClient) -> None:
    assert client.get("/?collection=shop&anything=1").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body", "known"),
    [
        ("POST", "/v1/collections", {"name": "a", "folder": "b"}, "attributes, folder, name"),
        (
            "POST",
            f"{SHOP}/index",
            {},
            "allow_removal, check_duplicates, folder, moved_from, retry_failed",
        ),
        ("POST", f"{SHOP}/images/list", {}, "after, cursor, limit, where"),
        ("POST", f"{SHOP}/images/remove", {}, "ids, where"),
        ("POST", f"{SHOP}/facets", {}, "attribute, limit, where"),
        ("POST", f"{SHOP}/images", {"image": ""}, "attributes, id, image, name, url"),
        ("PUT", f"{SHOP}/images/a", {"image": ""}, "attributes, image, name, url"),
        ("PATCH", f"{SHOP}/images/a", {"attributes": {}}, "attributes"),
        (
            "POST",
            f"{SHOP}/search",
            {"like": "colour:red"},
            SEARCH,
        ),
        ("POST", "/v1/uploads", {"url": "http://a"}, "url"),
        ("POST", "/v1/session", {"key": "a"}, "key"),
    ],
)
def test_a_field_of_an_object_that_is_not_known_is_refused(
    client: TestClient, method: str, path: str, body: dict[str, Any], known: str
) -> None:
    answer = client.request(method, path, json=body | {"no_such_name": 1})
    assert is_problem(answer, 422, f"there is no field 'no_such_name'; there are: {known}")


def test_a_field_of_a_line_that_is_not_known_is_refused(client: TestClient) -> None:
    line, headers = b'{"imgae": ""}\n', {"content-type": "application/x-ndjson"}
    answer = client.post(f"{SHOP}/images", content=2 * line, headers=headers)
    (first, _) = answer.json()["refused"]
    assert first["detail"] == (
        "imgae: there is no field 'imgae'; did you mean 'image'? There are: "
        "attributes, id, image, name, url"
    )


@pytest.mark.parametrize(
    ("method", "path", "field", "known"),
    [
        ("POST", f"{SHOP}/images", "image", "attributes, id, image"),
        ("PUT", f"{SHOP}/images/a", "image", "attributes, image"),
        ("POST", "/v1/uploads", "image", "image"),
        (
            "POST",
            f"{SHOP}/search",
            "like",
            SEARCH,
        ),
        (
            "POST",
            f"{SHOP}/images/a/explain",
            "like",
            SEARCH,
        ),
    ],
)
def test_a_field_of_a_form_that_is_not_known_is_refused(
    client: TestClient, pictures: list[Path], method: str, path: str, field: str, known: str
) -> None:
    sent = file(pictures[0], field)
    for other in ({"data": {"atributes": "{}"}}, {"files": [sent, file(pictures[1], "atributes")]}):
        answer = client.request(method, path, **{"files": [sent]} | other)
        assert is_problem(answer, 422, "body.atributes: there is no field 'atributes'; ")
        assert answer.json()["errors"][0]["message"].lower().endswith(f"there are: {known}")


def test_a_text_of_a_form_is_sent_once(client: TestClient, pictures: list[Path]) -> None:
    sent: list[Any] = [file(pictures[0], "like"), ("limit", (None, "1")), ("limit", (None, "2"))]
    answer = client.post(f"{SHOP}/search", files=sent)
    assert is_problem(answer, 422, "body.limit: was sent 2 times; send it once")
