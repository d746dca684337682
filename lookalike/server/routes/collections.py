"""`/v1/collections`: list, create and describe collections."""

from dataclasses import replace
from pathlib import Path

from fastapi import APIRouter
from starlette.exceptions import HTTPException

from lookalike.collection import Collection
from lookalike.errors import InputError, StoreError
from lookalike.images.find import check_folder
from lookalike.indexing.remembered import is_unfinished, remembered
from lookalike.server.folders import allowed, is_same, wanted
from lookalike.server.jobs.jobs import Job
from lookalike.server.jobs.updating import Updating
from lookalike.server.openapi import PROBLEMS
from lookalike.server.request_models import CollectionIn
from lookalike.server.response_models import CollectionOut, CollectionsOut, JobOut
from lookalike.server.service import ACollection, AService, Service
from lookalike.tables.attributes import read_attributes

router = APIRouter(prefix="/v1/collections", tags=["collections"], responses=PROBLEMS)


@router.get("")
async def list_collections(service: AService) -> CollectionsOut:
    """List all served collections by name."""

    def look() -> CollectionsOut:
        names = service.served.names()
        found = [CollectionOut.of(name, service.served.get(name)) for name in names]
        return CollectionsOut(collections=found)

    return await service.work.run(look)


@router.get("/{name}")
async def show_collection(name: str, collection: ACollection, service: AService) -> CollectionOut:
    """Return the summary of a collection."""
    return await service.work.run(CollectionOut.of, name, collection)


@router.post("", status_code=202)
async def make_collection(asked: CollectionIn, service: AService) -> JobOut:
    """
    Start indexing a folder of the server into a new collection; returns the job.

    If that was started before with the same folder and interrupted, it is resumed.
    """
    return JobOut.of(await service.work.run(_begin, asked, service))


def _begin(asked: CollectionIn, service: Service) -> Job:
    folder, home = allowed(asked.folder, service), service.settings.home
    if home is None:
        raise HTTPException(403, "this server creates no collections; start it with --home FOLDER")
    table = allowed(asked.attributes, service) if asked.attributes else None
    if table is not None:
        read_attributes(table)  # before a collection is created
    check_folder(folder)
    collection = _made(asked.name, folder, home, service)
    found = wanted(collection, str(folder), service)
    folders = [replace(one, attributes=str(table or one.attributes)) for one in found.folders]
    return Updating(collection, folders).start(asked.name, service.jobs, found.notes)


def _made(name: str, folder: Path, home: Path, service: Service) -> Collection:
    """Return a new collection, or the unfinished one of the same folder."""
    if name in service.served.names():
        collection = service.served.get(name)
        _check_resumed(name, folder, collection)
        return collection
    try:
        collection = Collection.open(home / name, create=True)
    except StoreError as error:
        if type(error) is not StoreError:
            raise
        raise InputError(f"{error}; choose another name") from error
    try:
        _check_resumed(name, folder, collection)
        service.served.add(name, collection)
    except BaseException:
        collection.close()
        raise
    return collection


def _check_resumed(name: str, folder: Path, collection: Collection) -> None:
    known = remembered(collection)
    is_begun = bool(known) or collection.count() > 0
    if not is_begun or any(
        one.is_unfinished and is_same(Path(one.folder), folder) for one in known
    ):
        return
    rest = "its indexing was interrupted" if is_unfinished(collection) else "it is complete"
    raise InputError(
        f"there is already a collection {name!r}, and {rest}; to bring it up to date, "
        f"POST /v1/collections/{name}/index, or choose another name"
    )
