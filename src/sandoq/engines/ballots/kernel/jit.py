"""The one door to numba: typed decorators, and a cache folder for each backend.

numba has no types; everything behind these decorators keeps the types it was written with.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba import extending

from sandoq.engines.ballots.kernel.caching import cache_home, code_folder, is_writable
from sandoq.engines.ballots.kernel.processor import CUT

Function = TypeVar("Function", bound=Callable[..., Any])

int64, void = numba.types.int64, numba.types.void
"""numba's names of types, for intrinsics."""


def intrinsic(function: Callable[..., Any]) -> Callable[..., None]:
    """Make LLVM instructions callable; its first argument, the typing context, is not passed."""
    made: Callable[..., None] = extending.intrinsic(function)
    return made


def compiled(function: Function) -> Function:
    """Compile an inner function; it becomes part of every entry that calls it.

    numba would make another copy for every constant argument; one for each type is enough.
    """
    made: Any = numba.njit(nogil=True)(function)
    template = made.get_call_template

    def without_constants(arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        return template(tuple(map(numba.types.unliteral, arguments)), keywords)

    made.get_call_template = without_constants
    inner: Function = made
    return inner


def entry(function: Function) -> Function:
    """Compile a function that Python calls, once for each machine: its code is kept on disk."""
    config: Any = numba.config
    before = config.CACHE_DIR
    config.CACHE_DIR = str(_FOLDER)
    try:
        made: Any = numba.njit(nogil=True, cache=_FOLDER_IS_WRITABLE)(function)
    finally:
        config.CACHE_DIR = before
    called: Function = made
    return called


_FOLDER = code_folder(
    cache_home(os.environ, Path.home()),
    CUT.name,
    Path(__file__).parent.rglob("*.py"),
    f"{sys.version_info[:2]} {numba.__version__}",
)
_FOLDER_IS_WRITABLE = is_writable(_FOLDER)
