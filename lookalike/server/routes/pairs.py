"""
`/v1/collections/{name}/images/{id}/pair`: explain why an item is similar to the query's picture.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from lookalike.collection import Collection
from lookalike.search.query import Query
from lookalike.server.openapi import FILE, PROBLEMS
from lookalike.server.response_models import PairExplanationOut
from lookalike.server.routes.search import SEARCH, sent_query
from lookalike.server.service import ACollection, AService

if TYPE_CHECKING:
    from lookalike.pairs.explanation import PairExplanation

router = APIRouter(prefix="/v1/collections/{name}/images/{id}", tags=["search"], responses=PROBLEMS)


@router.post("/pair", openapi_extra=SEARCH, response_model_exclude_defaults=True)
async def pair(
    id: str,  # noqa: A002
    request: Request,
    collection: ACollection,
    service: AService,
) -> PairExplanationOut:
    """
    Explain why an item is like the first picture of the search: weight and cosine of each part,
    heat-maps of both pictures, and their colours compared.
    """
    sent = await sent_query(request, service)
    return await service.work.run(lambda: PairExplanationOut.of(_explained(collection, sent, id)))


@router.post(
    "/pair.png",
    openapi_extra=SEARCH,
    response_class=Response,
    responses={200: {"description": "A picture.", "content": {"image/png": {"schema": FILE}}}},
)
async def pair_picture(
    id: str,  # noqa: A002
    request: Request,
    collection: ACollection,
    service: AService,
) -> Response:
    """Return the same, drawn as a PNG."""
    sent = await sent_query(request, service)

    def draw() -> Response:
        return Response(_explained(collection, sent, id).png(), media_type="image/png")

    return await service.work.run(draw)


def _explained(
    collection: Collection, sent: Callable[[], Query], item_id: str
) -> "PairExplanation":
    from lookalike.pairs.explain import explain_pair  # what draws is not needed to start

    return explain_pair(collection, sent(), item_id)
