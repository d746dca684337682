"""Collections are shown, and made where the operator lets them be."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from lookalike.collection import Collection
from lookalike.indexing.put import put_image
from lookalike.indexing.remembered import begin
from lookalike.server.app import build_app
from lookalike.server.settings import Settings
from lookalike.stores.embedded.folder import create_folder
from tests.server.conftest import HOSTS, SHOP, Serve, is_problem
from tests.server.test_route_jobs import ended

pytestmark = pytest.mark.slow(seconds=10)


@pytest.fixture
def root(catalogue: Path, tmp_path: Path) -> Path:
    """A folder that is open, beside one that is not."""
    (tmp_path / "home").mkdir()
    shutil.copytree(catalogue, tmp_path / "open" / "catalogue")
    (tmp_path / "closed").mkdir()
    (tmp_path / "open" / "way").symlink_to(tmp_path / "closed")
    return tmp_path / "open"


@pytest.fixture
def maker(serve: Serve, root: Path) -> TestClient:
    return serve(roots=(root,), home=root.parent / "home")


def test_a_collection_says_what_it_holds(client: TestClient) -> None:
    shop = client.get(SHOP).json()
    assert (shop["name"], shop["items"], shop["failures"]) == ("shop", 24, 1)
    assert shop["parts"] == ["colour", "texture", "shape"]
    assert set(shop["weights"]) <= set(shop["parts"])
    assert {"category", "price", "colours"} <= set(shop["attributes"])
    assert [encoder["name"] for encoder in shop["encoders"]] == shop["parts"]


def test_all_collections_are_listed(client: TestClient) -> None:
    assert client.get("/v1/collections").json() == {"collections": [client.get(SHOP).json()]}


def test_a_folder_becomes_a_collection(maker: TestClient, root: Path) -> None:
    asked = {
        "name": "new",
        "folder": str(root / "catalogue"),
        "attributes": str(root / "catalogue" / "attributes.csv"),
    }
    begun = maker.post("/v1/collections", json=asked)
    assert begun.status_code == 202
    job = ended(maker, begun.json()["id"])
    assert (job["state"], job["added"], job["failed"], job["total"]) == ("done", 24, 1, 25)
    assert (job["images_without_row"], job["image_without_row"]) == (1, "broken.jpg")
    assert (job["unmatched_rows"], job["unmatched_row"], job["remarks"]) == (0, "", [])
    assert maker.get("/v1/collections/new").json()["items"] == 24
    facets = maker.get("/v1/collections/new/facets?attribute=category").json()["facets"]
    assert facets["category"]


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"folder": "../closed"}, 403, "is not below a folder"),
        ({"folder": "OPEN/../closed"}, 403, "is not below a folder"),
        ({"folder": "OPEN/way"}, 403, "is not below a folder"),
        ({"folder": "open/../closed"}, 403, "is not below a folder"),
        ({"folder": "open/way"}, 403, "is not below a folder"),
        ({"folder": "catalogue"}, 403, "is not below a folder"),
        ({"folder": "/etc"}, 403, "is not below a folder"),
        ({"folder": "/\0"}, 403, "is not below a folder"),
        ({"folder": "OPEN/none"}, 422, "no folder"),
        ({"attributes": "/etc/passwd"}, 403, "is not below a folder"),
        ({"attributes": "OPEN/none.csv"}, 422, "cannot be read"),
        ({"name": "../x"}, 422, "name"),
        ({"name": "shop"}, 422, "already"),
        ({"encoder": "x"}, 422, "encoder"),
    ],
)
def test_what_cannot_be_made_is_named(
    maker: TestClient, root: Path, changes: dict[str, Any], status: int, said: str
) -> None:
    asked = {"name": "new", "folder": "OPEN/catalogue", **changes}
    asked = {name: value.replace("OPEN", str(root)) for name, value in asked.items()}
    assert is_problem(maker.post("/v1/collections", json=asked), status, said)
    assert list((root.parent / "home").iterdir()) == []


def test_a_folder_may_be_named_by_its_root(maker: TestClient) -> None:
    asked = {
        "name": "new",
        "folder": "open/catalogue",
        "attributes": "open/catalogue/attributes.csv",
    }
    begun = maker.post("/v1/collections", json=asked)
    assert begun.status_code == 202, begun.text
    assert ended(maker, begun.json()["id"])["added"] == 24
    (folder,) = maker.get("/v1/collections/new").json()["folders"]
    assert Path(folder).is_absolute()


def cut_short(root: Path) -> Path:
    """A collection `half` as a kill leaves it: begun with a table, one picture in it."""
    folder = root / "catalogue"
    half = Collection.open(root.parent / "half", create=True)
    put_image(half, next(folder.glob("*/*.jpg")).read_bytes())
    begin(half, [str(folder)], str(folder / "attributes.csv"), by_request=True)
    half.close()
    return root.parent / "half"


def asking(half: Path, root: Path, home: Path | None = None) -> TestClient:
    settings = Settings(roots=(root,), home=home or half.parent, hosts=HOSTS)
    return TestClient(build_app({"half": Collection.open(half)}, settings))


def test_what_was_cut_short_goes_on_where_it_is_asked_for_again(root: Path) -> None:
    asked = {"name": "half", "folder": "open/catalogue"}
    with asking(cut_short(root), root) as client:
        half = client.get("/v1/collections/half").json()
        assert half["unfinished"], half
        begun = client.post("/v1/collections", json=asked)
        assert begun.status_code == 202, begun.text
        assert ended(client, begun.json()["id"])["state"] == "done"
        assert not client.get("/v1/collections/half").json()["unfinished"]
        with_table = client.get("/v1/collections/half/images?where=price > 0").json()
        assert with_table["count"] == 24


def test_a_name_that_is_taken_says_how_to_go_on(root: Path) -> None:
    shutil.copytree(root / "catalogue", root / "other")
    asked = {"name": "half", "folder": "open/other"}
    with asking(cut_short(root), root) as client:
        answer = client.post("/v1/collections", json=asked)
        assert is_problem(answer, 422, "was interrupted; to bring it up to date, POST /v1/coll")
        assert is_problem(answer, 422, "/half/index, or choose another name")


@pytest.mark.in_folder
@pytest.mark.parametrize("is_begun", [False, True])
def test_a_folder_that_a_kill_has_left_is_no_obstacle(root: Path, is_begun: bool) -> None:
    """Killed before the collection was written, or before it said what it is for."""
    half, home = cut_short(root), root.parent / "home"
    (home / "new").mkdir()
    if is_begun:
        create_folder(home / "new", json.loads((half / "collection.json").read_text())["dim"])
    with asking(half, root, home) as client:
        begun = client.post("/v1/collections", json={"name": "new", "folder": "open/catalogue"})
        assert ended(client, begun.json()["id"])["added"] == 24


@pytest.mark.in_folder
def test_a_folder_of_something_else_is_not_taken(root: Path) -> None:
    home = root.parent / "home"
    (home / "new").mkdir()
    (home / "new" / "mine.txt").write_text("mine")
    with asking(cut_short(root), root, home) as client:
        answer = client.post("/v1/collections", json={"name": "new", "folder": "open/catalogue"})
        assert is_problem(answer, 422, "holds other files (mine.txt)")
        assert [path.name for path in (home / "new").iterdir()] == ["mine.txt"]


def test_nothing_is_made_where_the_operator_says_nothing(client: TestClient) -> None:
    answer = client.post("/v1/collections", json={"name": "new", "folder": "/"})
    assert is_problem(answer, 403)


def test_nothing_is_made_without_a_home(serve: Serve, root: Path) -> None:
    asked = {"name": "new", "folder": str(root / "catalogue")}
    answer = serve(roots=(root,)).post("/v1/collections", json=asked)
    assert is_problem(answer, 403, "--home")


def test_a_collection_that_is_not_served_is_a_problem(client: TestClient) -> None:
    for rest in ("", "/images", "/facets", "/failures", "/images/x/thumbnail"):
        assert is_problem(client.get(f"/v1/collections/none{rest}"), 404, "no collection 'none'")
