"""The obstacles room for programs."""

from sandoq.apps.obstacles.api.duties import router as _duties
from sandoq.apps.obstacles.api.routes import router

router.add_router("", _duties)

__all__ = ["router"]
