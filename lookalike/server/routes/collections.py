"""`/v1/collections`: what is served, and how a new one is made."""

from collections.abc import Mapping
from pathlib import Path

from fastapi import APIRouter
from starlette.exceptions import HTTPException

from lookalike.attribute_table import AttributeTable, read_attributes
from lookalike.collection import Collection
from lookalike.errors import InputError
from lookalike.images.find import find_images
from lookalike.indexing.folder import index_folder
from lookalike.server.answers import CollectionOut, CollectionsOut, JobOut
from lookalike.server.asks import CollectionIn
from lookalike.server.jobs import Job
from lookalike.server.openapi import PROBLEMS
from lookalike.server.service import ACollection, AService, Service

router = APIRouter(prefix="/v1/collections", tags=["collections"], responses=PROBLEMS)


@router.get("")
async def list_collections(service: AService) -> CollectionsOut:
    """All that are served, by name."""

    def look() -> CollectionsOut:
        names = service.served.names()
        found = [CollectionOut.of(name, service.served.get(name)) for name in names]
        return CollectionsOut(collections=found)

    return await service.work.run(look)


@router.get("/{name}")
async def show_collection(name: str, collection: ACollection, service: AService) -> CollectionOut:
    """What one holds and how it was made."""
    return await service.work.run(CollectionOut.of, name, collection)


@router.post("", status_code=202)
async def make_collection(asked: CollectionIn, service: AService) -> JobOut:
    """Begin to index a folder of the server into a new collection; answers with the job."""
    return JobOut.of(await service.work.run(_begin, asked, service))


def _begin(asked: CollectionIn, service: Service) -> Job:
    folder, home = _allowed(asked.folder, service), service.settings.home
    if home is None:
        raise HTTPException(403, "this server makes no collections: start it with --home FOLDER")
    table = read_attributes(_allowed(asked.attributes, service)) if asked.attributes else None
    find_images(folder)  # what is wrong with it is said before a collection is made for nothing
    if asked.name in service.served.names() or (home / asked.name).exists():
        raise InputError(f"there is a collection {asked.name!r} already; choose another name")
    collection = Collection.open(home / asked.name, create=True)
    try:
        service.served.add(asked.name, collection)
    except BaseException:
        collection.close()
        raise
    return _start(asked.name, collection, folder, table, service)


def _start(
    name: str, collection: Collection, folder: Path, table: AttributeTable | None, service: Service
) -> Job:
    return service.jobs.start(
        "index",
        name,
        lambda tell, should_stop: index_folder(
            collection, folder, table, on_progress=tell, should_stop=should_stop
        ),
    )


def _allowed(text: str, service: Service) -> Path:
    try:
        path = _placed(Path(text), service.settings.named_roots)
        if path.is_absolute() and service.is_allowed(path):
            return path
    except (OSError, ValueError, RuntimeError):  # a null character, a ring of links
        pass
    raise HTTPException(403, f"{text!r} is not below a folder that was opened by --root")


def _placed(path: Path, roots: Mapping[str, Path]) -> Path:
    """`photos/shop` is `shop` in the root called `photos`; a whole path stays as it is."""
    first, *rest = path.parts or ("",)
    return roots[first].joinpath(*rest) if first in roots else path
