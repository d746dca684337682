"""`/v1/health` and `/metrics`: the state of the server."""

from collections import Counter

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse

import lookalike
from lookalike.server.openapi import PROBLEMS
from lookalike.server.response_models import HealthOut
from lookalike.server.service import AService

router = APIRouter(tags=["server"], responses=PROBLEMS)


@router.get("/v1/health")
async def health(service: AService) -> HealthOut:
    """Return the state of the server; works even when it is overloaded."""
    return HealthOut(
        status="stopping" if service.is_stopping else "ok",
        version=lookalike.__version__,
        collections=len(service.served.names()),
        pending=service.work.pending,
    )


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(service: AService) -> PlainTextResponse:
    """Return counts, durations and loads in Prometheus format."""
    states = Counter(job.state for job in service.jobs.all())
    gauges: dict[str, float] = {
        "lookalike_collections": len(service.served.names()),
        "lookalike_pending_requests": service.work.pending,
        "lookalike_pending_fetches": service.fetches.pending,
        "lookalike_reception_bytes": service.body_budget.held,
        "lookalike_thumbnail_bytes": service.thumbnails.size,
        "lookalike_upload_bytes": service.uploads.size,
        **{f'lookalike_jobs{{state="{state}"}}': count for state, count in states.items()},
    }
    text = service.metrics.text(gauges)
    return PlainTextResponse(text, media_type="text/plain; version=0.0.4")
