"""The readiness room for programs."""

from sandoq.apps.readiness.api.routes import router

__all__ = ["router"]
