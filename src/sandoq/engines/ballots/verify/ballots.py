"""The second reading of an archive: every ballot, in batches (docs § 8, § 13)."""

from collections.abc import Iterator

from sandoq.engines.ballots.batches import BATCH, Batch, Outcome
from sandoq.engines.ballots.container import ContainerReader
from sandoq.engines.ballots.findings import Finding
from sandoq.engines.ballots.hints import HintsFile
from sandoq.engines.ballots.model import ElectionContext, Tally
from sandoq.engines.ballots.roll import Roll
from sandoq.engines.ballots.tally import RunningTally
from sandoq.engines.ballots.verify.policy import Policy
from sandoq.engines.ballots.verify.reading import BallotPlaces, Contents, Progress
from sandoq.engines.ballots.workers import Workers


def ballot_bodies(container: ContainerReader, places: BallotPlaces) -> Iterator[bytes]:
    """The ballots' bytes in file order."""
    for offset, size in zip(places.offsets, places.sizes, strict=True):
        yield container.body_at(offset, size)


class BallotStage:
    """Sends the ballots through the workers and gathers findings and tally."""

    def __init__(
        self, container: ContainerReader, found: Contents, policy: Policy, progress: Progress
    ) -> None:
        self._container = container
        self._found = found
        self._policy = policy
        self._progress = progress
        self._faults = 0

    def run(
        self, context: ElectionContext, roll: Roll, workers: Workers, sidecar: HintsFile | None
    ) -> Tally:
        """Check all ballots; the encrypted tally of those that count."""
        found, running = self._found, RunningTally(context)
        count = -(-len(found.ballots) // BATCH)
        for outcome in workers.check_ballots(self._batches(roll, sidecar), count):
            running.add(outcome)
            self._faults += len(outcome.findings)
            found.findings.extend(self._with_heights(outcome))
            self._progress("ballots", outcome.first + outcome.size, len(found.ballots))
        return running.tally()

    def _batches(self, roll: Roll, sidecar: HintsFile | None) -> Iterator[Batch]:
        places = self._found.ballots
        for first in range(0, len(places), BATCH):
            numbers = range(first, min(first + BATCH, len(places)))
            yield Batch(
                first=first,
                bodies=tuple(
                    self._container.body_at(places.offsets[i], places.sizes[i]) for i in numbers
                ),
                weights=tuple(roll.counted_weight(i) for i in numbers),
                hints=sidecar.read(first, len(numbers)) if sidecar else None,
                most_named=max(0, self._policy.most_named - self._faults),
            )

    def _with_heights(self, outcome: Outcome) -> Iterator[Finding]:
        heights = self._found.ballots.heights
        for fault in outcome.findings:
            yield fault.at(event=heights[fault.place["ballot"] - 1])
