"""The connectivity room for programs."""

from sandoq.apps.connectivity.api.routes import router

__all__ = ["router"]
