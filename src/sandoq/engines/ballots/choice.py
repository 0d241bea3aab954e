"""Which arithmetic engine verifies: the kernel where it can run, else the reference."""

import importlib
from dataclasses import dataclass, field
from typing import Literal

from sandoq.common.errors import DomainError
from sandoq.engines.ballots.arithmetic import Verifying
from sandoq.engines.ballots.model import ElectionContext
from sandoq.engines.ballots.reference import ReferenceEngine

Preference = Literal["auto", "reference", "numba"]
PREFERENCES: tuple[Preference, ...] = ("auto", "reference", "numba")

KERNEL = "sandoq.engines.ballots.kernel"


class EngineUnavailable(DomainError):
    """The engine asked for by name cannot run here; `reason` says why."""

    code = "engine-unavailable"
    status = 422

    def __init__(self, engine: str, reason: str) -> None:
        super().__init__(engine, reason)
        self.engine = engine
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader of a report should know, which is no fault of the archive."""

    code: str
    detail: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chosen:
    """An engine, and at most one notice why it is not the fast one."""

    engine: Verifying
    notice: Notice | None = None


def choose_engine(context: ElectionContext, prefer: Preference = "auto") -> Chosen:
    """The engine for this election; the kernel is imported here and nowhere else.

    `auto` takes the kernel if it can do this group, else the reference; where numba is missing the
    answer carries the notice `numba-missing`, so that it is reported once for a whole verification.

    Raises:
        EngineUnavailable: `numba` was asked for by name and cannot run.
    """
    if prefer == "reference":
        return Chosen(ReferenceEngine(context))
    group = context.group.description
    try:
        engine: Verifying | None = importlib.import_module(KERNEL).build_engine(context)
    except ImportError as error:
        if prefer == "numba":
            raise EngineUnavailable("numba", str(error)) from error
        notice = Notice("numba-missing", {"group": group, "reason": str(error)})
        return Chosen(ReferenceEngine(context), notice)
    if engine is None and prefer == "numba":
        raise EngineUnavailable("numba", f"no kernel for {group}")
    return Chosen(engine or ReferenceEngine(context))
