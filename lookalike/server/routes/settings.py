"""`/v1/settings`: what this server allows, so that clients need not try."""

from fastapi import APIRouter

from lookalike.server.openapi import PROBLEMS
from lookalike.server.response_models import SettingsOut
from lookalike.server.service import AService

router = APIRouter(tags=["server"], responses=PROBLEMS)


@router.get("/v1/settings")
async def show_settings(service: AService) -> SettingsOut:
    """Return what the server allows, and its limits."""
    return SettingsOut.of(service.settings)
