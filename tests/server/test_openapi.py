"""Whatever the OpenAPI document allows is answered as it says, and never by a 5xx."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from lookalike.collection import Collection
from lookalike.indexing.put import put_image
from lookalike.server.app import build_app
from lookalike.server.settings import Settings
from tests.copied import copied
from tests.server.conftest import HOSTS, first_id

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def app(indexed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server whose `shop` may be changed in any way."""
    place = tmp_path_factory.mktemp("asked")
    copy = copied(indexed, place / "shop")
    settings = Settings(fetches=False, home=place, roots=(place,), hosts=HOSTS)
    app = build_app({"shop": Collection.open(copy)}, settings)
    with TestClient(app):
        yield app


@pytest.fixture(scope="module")
def document(app: Any) -> Any:
    async def lasting(scope: Any, receive: Any, send: Any) -> None:
        """The app, which every client would otherwise start and end."""
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return
        for step in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{step}.complete"})

    return schemathesis.openapi.from_asgi("/openapi.json", lasting)


def operations() -> Iterator[tuple[str, str, GenerationMode]]:
    """Every path and method of the document; asked wrongly too, where it can be."""
    paths = build_app({}).openapi()["paths"]
    del paths["/v1/events"]  # it has no end
    for path, methods in paths.items():
        for method, operation in methods.items():
            yield path, method.upper(), GenerationMode.POSITIVE
            queries = [p for p in operation.get("parameters", ()) if p["in"] == "query"]
            if queries or "requestBody" in operation:
                yield path, method.upper(), GenerationMode.NEGATIVE


@pytest.mark.slow
@pytest.mark.parametrize(("path", "method", "mode"), list(operations()))
def test_every_answer_is_as_the_document_says(
    app: Any, document: Any, pictures: list[Path], path: str, method: str, mode: GenerationMode
) -> None:
    # Else most of what is asked would end at a collection or an item that is not there.
    service, picture = app.state.service, pictures[0].read_bytes()
    put_image(service.served.get("shop"), picture, "mine")
    digest = service.uploads.put(picture).id.removeprefix("upload:")
    there = {"{name}": "shop", "{id}": "mine", "{digest}": digest}
    there = {} if path.startswith("/v1/jobs") else there
    named = {name[1:-1]: value for name, value in there.items() if name in path}
    fixed = {"path_parameters": named} if named else {}

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=document[path][method].as_strategy(mode, **fixed))
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS)

    ask()


def test_the_document_is_openapi_3_1_with_examples(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    for name in ("SearchIn", "UploadIn", "ImageIn", "ChangesIn", "CollectionIn", "ItemOut"):
        assert document["components"]["schemas"][name]["examples"]


def test_every_route_says_what_its_errors_are(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for path, methods in paths.items():
        for method, operation in methods.items():
            kinds = operation["responses"]["4XX"]["content"]
            assert list(kinds) == ["application/problem+json"], (method, path)


@pytest.mark.slow
def test_a_search_by_id_is_answered_as_the_document_says(app: Any, document: Any) -> None:
    item_id = first_id(TestClient(app))
    operation = document["/v1/collections/{name}/search"]["POST"]
    case = operation.Case(
        path_parameters={"name": "shop"},
        body={"like": f"id:{item_id}"},
        media_type="application/json",
    )
    case.call_and_validate(checks=CHECKS)
