"""The workforce room for programs."""

from sandoq.apps.workforce.api.routes import router

__all__ = ["router"]
