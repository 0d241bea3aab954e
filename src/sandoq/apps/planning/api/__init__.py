"""The planning room for programs."""

from sandoq.apps.planning.api.routes import router

__all__ = ["router"]
