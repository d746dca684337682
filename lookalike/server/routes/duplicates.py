"""`/v1/collections/{name}/duplicates` and `.../quarantine`: find duplicates, and settle them."""

from collections import Counter
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException

from lookalike.collection import Collection
from lookalike.duplicates.remembered.last_search import LastSearch
from lookalike.duplicates.result import Duplicates
from lookalike.duplicates.tiers import TIERS, Tier
from lookalike.errors import InputError
from lookalike.server.bodies import FEW, FORM, JSON, images_of, media_type, open_form, read_json
from lookalike.server.examples import example
from lookalike.server.jobs.looking import Looked, kept, look
from lookalike.server.middleware.disconnect import unless_disconnected
from lookalike.server.openapi import FILE, PROBLEMS, body, form, ref
from lookalike.server.request_models import (
    CopiesIn,
    DistinctIn,
    DuplicatesIn,
    QuarantineIn,
    UndoIn,
)
from lookalike.server.response_models import (
    ActionOut,
    CopiesOut,
    CopyOut,
    DistinctOut,
    DuplicatesOut,
    GroupOut,
    JobOut,
    MovedOut,
    QuarantinedOut,
)
from lookalike.server.searching import downloaded
from lookalike.server.service import ACollection, AService, Service

router = APIRouter(prefix="/v1/collections/{name}", tags=["duplicates"], responses=PROBLEMS)

NO_SEARCH = Looked(LastSearch(Duplicates((), 0), 0.0))
NO_MOVES = "this server moves no files; its operator allows it: lookalike serve --quarantine FOLDER"


@router.post("/duplicates", status_code=202)
async def find_duplicates(
    name: str, collection: ACollection, service: AService, asked: DuplicatesIn | None = None
) -> JobOut:
    """
    Start a search for duplicates; returns the job. GET of the same address returns the groups.

    409 while the collection has a job, which the problem names as `job`.
    """
    options = asked or DuplicatesIn()
    run = partial(look, collection, options.where, options.tiers)
    job = await service.work.run(service.looks.start, name, collection, options.where, run)
    return JobOut.of(job)


@router.get("/duplicates")
async def list_duplicates(
    name: str,
    collection: ACollection,
    service: AService,
    tiers: Annotated[list[Tier] | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
    job: str | None = None,
) -> DuplicatesOut:
    """
    Return the groups of the last search that are not settled yet.

    The result is kept with the collection until the next search. Leaves out members that were
    removed, and groups that were marked as distinct, since. 404 if the last search was not this
    `job`.
    """
    await service.work.run(service.looks.recall, name, partial(kept, collection))
    found = service.looks.of(name, job) or NO_SEARCH
    wanted = tiers or list(TIERS)
    return await service.work.run(_page, collection, found, wanted, offset, limit)


def _page(
    collection: Collection, found: Looked, tiers: list[Tier], offset: int, limit: int
) -> DuplicatesOut:
    page, following = found.page(collection, tiers, offset, limit)
    every, (added, removed) = found.duplicates.groups, found.changed(collection)
    counts = Counter(group.tier for group in every)
    return DuplicatesOut(
        job=found.job,
        found_at=found.search.at,
        items=found.duplicates.items,
        added=added,
        removed=removed,
        total=sum(counts[tier] for tier in set(tiers)),
        freed=sum(group.freed for group in every if group.tier in tiers),
        tiers={tier: counts[tier] for tier in TIERS if tier in counts},
        groups=[GroupOut.of(number, group) for number, group in page],
        next_offset=following,
        remarks=list(found.duplicates.remarks),
    )


@router.post(
    "/duplicates/of",
    openapi_extra=body((JSON, ref(CopiesIn)), (FORM, form(["image"], image=FILE))),
)
async def copies_of(request: Request, collection: ACollection, service: AService) -> CopiesOut:
    """
    Return the items that show the same picture as a file, an upload or an item, best match first.

    Compares the items with the nearest vectors, also of the picture turned, and those with the same
    bytes.
    """
    service.work.check_capacity()
    given = [await _picture(request)]
    (picture,) = await unless_disconnected(request, downloaded(given, service.fetches))

    def compare() -> CopiesOut:
        found = collection.copies_of(example(picture, service.uploads))
        return CopiesOut(copies=[CopyOut.of(copy) for copy in found], count=len(found))

    return await service.work.run(compare)


async def _picture(request: Request) -> str | bytes:
    if media_type(request, (FORM, JSON)) == JSON:
        return (await read_json(request, CopiesIn)).image
    async with open_form(request, FEW) as sent:
        found = await images_of(sent, "image")
    if len(found) != 1:
        raise InputError(f"send one file `image`, not {len(found)}")
    return found[0]


@router.post("/duplicates/distinct")
async def note_distinct(
    asked: DistinctIn, collection: ACollection, service: AService
) -> DistinctOut:
    """Mark these items as different pictures, none a duplicate of another."""
    return DistinctOut(pairs=await service.work.run(collection.note_distinct, asked.ids))


@router.post("/duplicates/not-distinct")
async def forget_distinct(
    asked: DistinctIn, collection: ACollection, service: AService
) -> DistinctOut:
    """Forget the decisions about pairs of these items."""
    return DistinctOut(pairs=await service.work.run(collection.forget_distinct, asked.ids))


@router.post("/quarantine")
async def quarantine(asked: QuarantineIn, collection: ACollection, service: AService) -> MovedOut:
    """
    Move the files of these items to the collection's quarantine, and remove the items.

    403 if the server moves no files. Nothing is deleted: `.../quarantine/undo` brings all back.
    """
    _check_moves(service)
    return MovedOut.of(await service.work.run(collection.quarantine, asked.ids))


@router.get("/quarantine")
async def list_quarantined(collection: ACollection, service: AService) -> QuarantinedOut:
    """Return the actions whose files are still in the quarantine."""
    _check_moves(service)
    found = await service.work.run(collection.quarantined)
    return QuarantinedOut(actions=[ActionOut(name=one.name, files=one.files) for one in found])


@router.post("/quarantine/undo")
async def undo_quarantine(asked: UndoIn, collection: ACollection, service: AService) -> MovedOut:
    """Move the files of an action back, and restore their items."""
    _check_moves(service)
    return MovedOut.of(await service.work.run(collection.undo_quarantine, asked.action))


def _check_moves(service: Service) -> None:
    if not service.settings.moves_files:
        raise HTTPException(403, NO_MOVES)
