"""Estimates where nobody measured: tower lists and terrain come in, estimates come out."""

from sandoq.apps.connectivity.services.estimating.batches import (
    apply_towers,
    assess_towers_again,
    preview_towers,
    undo_towers,
)
from sandoq.apps.connectivity.services.estimating.refreshing import refresh_estimates
from sandoq.apps.connectivity.services.estimating.terrain import keep_tile

__all__ = [
    "apply_towers",
    "assess_towers_again",
    "keep_tile",
    "preview_towers",
    "refresh_estimates",
    "undo_towers",
]
