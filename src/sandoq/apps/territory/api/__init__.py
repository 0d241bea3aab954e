"""The territory room for programs."""

from sandoq.apps.territory.api.routes import router

__all__ = ["router"]
