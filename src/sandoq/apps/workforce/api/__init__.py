"""The workforce room for programs."""

from sandoq.apps.workforce.api.fees import router as _fees
from sandoq.apps.workforce.api.routes import router

router.add_router("", _fees)

__all__ = ["router"]
