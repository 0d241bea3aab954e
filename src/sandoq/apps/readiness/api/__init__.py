"""The readiness room for programs."""

from sandoq.apps.readiness.api.reinspections import router as _reinspections
from sandoq.apps.readiness.api.reports import router as _reports
from sandoq.apps.readiness.api.routes import router

router.add_router("", _reinspections)
router.add_router("", _reports)

__all__ = ["router"]
