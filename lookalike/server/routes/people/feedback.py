"""`/v1/collections/{name}/events`: record, show and erase what people did with items."""

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Query

from lookalike.collection import Collection
from lookalike.feedback.event import LONGEST, Event
from lookalike.server.openapi import PROBLEMS
from lookalike.server.request_models import MAX_EVENTS, EventsIn
from lookalike.server.response_models import EventsOut, ForgottenOut, RecordedOut
from lookalike.server.service import ACollection, AService

router = APIRouter(prefix="/v1/collections/{name}/events", tags=["events"], responses=PROBLEMS)

Id: TypeAlias = Annotated[str | None, Query(min_length=1, max_length=LONGEST)]


@router.post("")
async def record_events(asked: EventsIn, collection: ACollection, service: AService) -> RecordedOut:
    """
    Record what people did with items, at most 10,000 events a request; durable when answered.

    Each is of a `user`, or of a `session` of one who is not known. Events of ids that no item has
    are left out, and counted in `unknown`.
    """

    def record() -> RecordedOut:
        events = [Event(**vars(one)) for one in asked.events]
        return RecordedOut.of(collection.record_events(events))

    return await service.work.run(record)


@router.get("", response_model_exclude_none=True)
async def list_events(
    collection: ACollection,
    service: AService,
    user: Id = None,
    session: Id = None,
    limit: Annotated[int, Query(ge=1, le=MAX_EVENTS)] = 100,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> EventsOut:
    """Return the events of a user or a session, the latest first."""
    return await service.work.run(_page, collection, user, session, limit, offset)


def _page(
    collection: Collection, user: str | None, session: str | None, limit: int, offset: int
) -> EventsOut:
    every = collection.events(user, session)
    return EventsOut.of(every[offset : offset + limit], len(every))


@router.delete("")
async def forget_user(
    collection: ACollection, service: AService, user: Id = None, session: Id = None
) -> ForgottenOut:
    """Erase the events of a user or a session from all files of the collection."""
    return ForgottenOut(forgotten=await service.work.run(collection.forget_user, user, session))
