"""Sparse matrices and neighbour trees of scipy, which carry no types: Any, in one place."""

from typing import Any

from scipy import sparse as _sparse
from scipy import spatial as _spatial
from scipy.sparse import csgraph as _csgraph

sparse: Any = _sparse
csgraph: Any = _csgraph
spatial: Any = _spatial

__all__ = ["csgraph", "sparse", "spatial"]
