"""`/v1/collections/{name}/calibration`: what the scores of a collection mean."""

from fastapi import APIRouter

from lookalike.collection import Collection
from lookalike.search.blend import normalise, parse_weights
from lookalike.server.jobs.jobs import Job
from lookalike.server.openapi import PROBLEMS
from lookalike.server.request_models import CalibrateIn
from lookalike.server.response_models import BoundariesOut, CalibrationOut, JobOut
from lookalike.server.service import ACollection, AService
from lookalike.stopping import Stopped, stoppable
from lookalike.types import Weights

RATES = (0.9, 0.95, 0.99)
NOT_MADE = CalibrationOut(made_at=None, items=0, rate=None, label=None, least_scores={}, kept=None)

router = APIRouter(prefix="/v1/collections/{name}/calibration", tags=["search"], responses=PROBLEMS)


@router.post("", status_code=202)
async def start_calibration(
    name: str, collection: ACollection, service: AService, asked: CalibrateIn | None = None
) -> JobOut:
    """
    Start to find out what scores mean here; returns the job. The answer is at this address by GET.

    Hits then have a `relevance`. The job fails if there are too few items or labels. 409 while the
    collection has a job, which the problem names as `job`.
    """
    told = asked or CalibrateIn()

    def task(job: Job) -> bool:
        tell = stoppable(job.tell_step, job.stop.is_set)
        try:
            collection.calibrate(told.labels, told.rate, told.seed, tell)
        except Stopped:
            return True
        return False

    job = await service.work.run(service.jobs.begin, Job("calibration", name), task)
    return JobOut.of(job)


@router.get("")
async def read_calibration(
    collection: ACollection,
    service: AService,
    weights: str | None = None,
    evidence: bool = False,
) -> CalibrationOut:
    """
    Return the least score of each level, at several rates, by the collection's weights or others.

    `made_at` is null if scores are not calibrated, or not since the collection has doubled. With
    `evidence`, it comes with what any other weights and rates can be judged by. `weights` are
    written as `colour=.35,texture=.15`.
    """
    given = None if weights is None else parse_weights(weights)
    return await service.work.run(_read, collection, given, evidence)


def _read(collection: Collection, given: Weights | None, has_evidence: bool) -> CalibrationOut:
    weights = normalise(collection.parts, collection.weights if given is None else given)
    made = collection.calibration
    if made is None:
        return NOT_MADE
    from lookalike.relevance.keep import as_json  # 5 ms, when a calibration is asked for

    rates = sorted({*RATES, made.rate})
    bounds = [made.boundaries(weights, rate) for rate in rates]
    return CalibrationOut(
        made_at=made.made_at,
        items=made.items,
        rate=made.rate,
        label=made.label,
        least_scores={
            f"{rate:g}": BoundariesOut(same=b.same, similar=b.similar, related=b.related)
            for rate, b in zip(rates, bounds, strict=True)
        },
        kept=as_json(made) if has_evidence else None,
    )
