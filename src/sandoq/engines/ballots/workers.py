"""Who checks the batches: this process, several of this machine, or a cluster (docs § 13)."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sandoq.engines.ballots.arithmetic import Verifying
from sandoq.engines.ballots.batches import BATCH, Batch, BatchChecker, Outcome
from sandoq.engines.ballots.choice import Preference, choose_engine
from sandoq.engines.ballots.codec.registry import CODECS
from sandoq.engines.ballots.model import ElectionContext

_Pending = TypeVar("_Pending")
_Answer = TypeVar("_Answer")

_AHEAD = 2
"""Batches waiting per worker: enough to keep it busy, few enough to keep memory flat."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a verification may use.

    jobs: processes of this machine; 1 stays in this process.
    cluster: address of a Ray cluster that does the work instead (`cluster`); None for none.
    """

    jobs: int = 1
    cluster: str | None = None

    @property
    def is_alone(self) -> bool:
        return self.jobs == 1 and self.cluster is None


class Worker:
    """One worker, wherever it runs: an engine and a checker of its own."""

    def __init__(self, context: ElectionContext, prefer: Preference) -> None:
        self._engine = choose_engine(context, prefer).engine
        self._checker = BatchChecker(context, self._engine, CODECS[1])

    def check(self, batch: Batch) -> Outcome:
        """See `BatchChecker.check`."""
        return self._checker.check(batch)

    def are_members(self, texts: Sequence[str]) -> list[bool]:
        """See `Verifying.are_members`."""
        return self._engine.are_members(texts)


class Crew(Protocol):
    """Several workers; answers come in the order of the tasks, which are drawn as needed."""

    def check(self, batches: Iterable[Batch]) -> Iterator[Outcome]:
        """Check batches."""

    def are_members(self, parts: Iterable[Sequence[str]]) -> Iterator[list[bool]]:
        """Check texts part by part."""

    def end(self) -> None:
        """Send the workers home."""


class Workers:
    """Runs a checker's batches here, or with a crew that is hired when there is enough to do."""

    def __init__(
        self, context: ElectionContext, engine: Verifying, prefer: Preference, means: Means
    ) -> None:
        self._context = context
        self._engine = engine
        self._prefer: Preference = prefer
        self._means = means
        self._crew: Crew | None = None

    def check_ballots(self, batches: Iterable[Batch], count: int) -> Iterator[Outcome]:
        """The outcomes, in the order of the batches; `count` is how many there are."""
        if self._is_little(count):
            checker = BatchChecker(self._context, self._engine, CODECS[1])
            return map(checker.check, batches)
        return self._hired().check(batches)

    def are_members(self, texts: Sequence[str], size: int = BATCH) -> list[bool]:
        """`Verifying.are_members` of any number of texts."""
        parts = (texts[start : start + size] for start in range(0, len(texts), size))
        if self._is_little(-(-len(texts) // size)):
            answers: Iterable[list[bool]] = map(self._engine.are_members, parts)
        else:
            answers = self._hired().are_members(parts)
        return [answer for part in answers for answer in part]

    def end(self) -> None:
        """Send a hired crew home."""
        if self._crew is not None:
            self._crew.end()
            self._crew = None

    def _is_little(self, tasks: int) -> bool:
        """Whether starting workers would cost more than it saves."""
        return self._means.is_alone or (self._means.cluster is None and tasks <= 1)

    def _hired(self) -> Crew:
        if self._crew is None:
            if self._means.cluster is None:
                self._crew = Processes(self._context, self._prefer, self._means.jobs)
            else:
                # Imported here: Ray is optional and takes seconds.
                from sandoq.engines.ballots.cluster import Cluster  # noqa: PLC0415

                self._crew = Cluster(self._context, self._prefer, self._means.cluster)
        return self._crew


class Processes:
    """A crew of processes of this machine."""

    def __init__(self, context: ElectionContext, prefer: Preference, jobs: int) -> None:
        self._jobs = jobs
        self._pool = ProcessPoolExecutor(
            jobs,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_start,
            initargs=(context, prefer),
        )

    def check(self, batches: Iterable[Batch]) -> Iterator[Outcome]:
        submitted = (self._pool.submit(_check_here, batch) for batch in batches)
        return in_order(submitted, lambda future: future.result(), self._jobs)

    def are_members(self, parts: Iterable[Sequence[str]]) -> Iterator[list[bool]]:
        submitted = (self._pool.submit(_are_members_here, part) for part in parts)
        return in_order(submitted, lambda future: future.result(), self._jobs)

    def end(self) -> None:
        self._pool.shutdown(cancel_futures=True)


def in_order(
    submitted: Iterable[_Pending], wait: Callable[[_Pending], _Answer], workers: int
) -> Iterator[_Answer]:
    """The answers in the order of submission, never more than a few tasks ahead of the workers."""
    waiting: deque[_Pending] = deque()
    for pending in submitted:
        waiting.append(pending)
        if len(waiting) > _AHEAD * workers:
            yield wait(waiting.popleft())
    while waiting:
        yield wait(waiting.popleft())


_here: list[Worker] = []
"""The worker of a process."""


def _start(context: ElectionContext, prefer: Preference) -> None:
    _here.append(Worker(context, prefer))


def _check_here(batch: Batch) -> Outcome:
    return _here[0].check(batch)


def _are_members_here(texts: Sequence[str]) -> list[bool]:
    return _here[0].are_members(texts)
