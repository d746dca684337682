"""`/v1/collections/{name}/recommend`: items for a person, a basket or a picture."""

from fastapi import APIRouter, Request, Response

from lookalike.collection import Collection
from lookalike.recommendation.query import RecommendQuery
from lookalike.search.blend import parse_weights
from lookalike.search.query import MAX_EXCLUDED
from lookalike.server.bodies import FORM, JSON, images_of, media_type, open_form, read_json
from lookalike.server.examples import example
from lookalike.server.middleware.disconnect import unless_disconnected
from lookalike.server.openapi import FILE, PROBLEMS, TEXT, body, form, ref, several
from lookalike.server.pictures.uploads import Uploads
from lookalike.server.request_models import RecommendIn, RecommendOptions
from lookalike.server.response_models import HitOut, HitsOut
from lookalike.server.searching import MAX_EXAMPLES, Asked, listed, options_of
from lookalike.server.service import ACollection, AService
from lookalike.shortlist.remarks import remarks_on_choice

router = APIRouter(prefix="/v1/collections/{name}", tags=["search"], responses=PROBLEMS)

FIELDS = [name for name in RecommendOptions.model_fields if name != "exclude"]
RECOMMEND = body(
    (JSON, ref(RecommendIn)),
    (
        FORM,
        form(
            [],
            like=several(FILE),
            exclude=several(TEXT),
            **dict.fromkeys(FIELDS, TEXT),
        ),
    ),
)


@router.post("/recommend", openapi_extra=RECOMMEND, response_model=HitsOut)
async def recommend(request: Request, collection: ACollection, service: AService) -> Response:
    """
    Recommend items for a `user` or a `session`, for items and pictures in `like`, or for both.

    Each hit has its `reason`. With neither, or for a person without events, popular and typical
    items are recommended.
    """
    service.work.check_capacity()
    asked = await _sent(request)
    asked.check(service.settings)
    if asked.has_addresses:
        asked = await unless_disconnected(request, asked.fetched(service.fetches))

    def find() -> Response:
        return _found(collection, _query(asked, service.uploads))

    return await service.work.run(find)


async def _sent(request: Request) -> Asked[RecommendOptions]:
    if media_type(request, (JSON, FORM)) == JSON:
        sent = await read_json(request, RecommendIn)
        return Asked(listed(sent.like), [], sent)
    async with open_form(request, MAX_EXAMPLES, MAX_EXCLUDED) as given:
        options = options_of(given, RecommendOptions, ("like",))
        return Asked(await images_of(given, "like"), [], options)


def _query(asked: Asked[RecommendOptions], uploads: Uploads) -> RecommendQuery:
    options = asked.options
    weights = options.weights
    return RecommendQuery(
        like=[example(one, uploads) for one in asked.like],
        user=options.user,
        session=options.session,
        where=options.where,
        weights=parse_weights(weights) if isinstance(weights, str) else weights,
        limit=options.limit,
        offset=options.offset,
        copies=options.copies,
        group_by=options.group_by,
        diverse=options.diverse,
        exclude=options.exclude,
        leave_out=options.leave_out,
        half_life_days=options.half_life_days,
    )


def _found(collection: Collection, asked: RecommendQuery) -> Response:
    hits = collection.recommend(asked)
    odd = [*collection.remarks(asked.where), *remarks_on_choice(collection.store, asked.query)]
    found = HitsOut(
        hits=[HitOut.of_hit(hit) for hit in hits],
        best=None,
        nothing_like_this=False,
        ends=False,
        next_offset=asked.offset + asked.limit if len(hits) == asked.limit else None,
        remarks=odd,
    )
    return Response(found.model_dump_json(exclude_defaults=True), media_type=JSON)
