"""The obstacles room for programs."""

from sandoq.apps.obstacles.api.routes import router

__all__ = ["router"]
