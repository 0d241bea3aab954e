"""The inventory room for programs."""

from sandoq.apps.inventory.api.routes import router

__all__ = ["router"]
