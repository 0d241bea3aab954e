"""The order of events: Setup Ballot* EndBallots EncryptedTally (Shuffle+ EndShuffles)?
PartialDecryption+ Result (docs § 12.1). No version of the tools enforces it.
"""

from collections.abc import Iterator

from sandoq.engines.ballots import chain
from sandoq.engines.ballots.findings import Finding, finding

_STEPS = (
    chain.SETUP,
    chain.BALLOT,
    chain.END_BALLOTS,
    chain.ENCRYPTED_TALLY,
    chain.SHUFFLE,
    chain.END_SHUFFLES,
    chain.PARTIAL_DECRYPTION,
    chain.RESULT,
)
_CODES = (
    "order-setup",
    "order-ballot",
    "order-end-ballots",
    "order-tally",
    "order-shuffle",
    "order-end-shuffles",
    "order-decryption",
    "order-result",
)
_REPEATABLE = {chain.BALLOT, chain.SHUFFLE, chain.PARTIAL_DECRYPTION}
_SHUFFLING = {chain.SHUFFLE, chain.END_SHUFFLES}
_LAST = len(_STEPS) - 1


class Order:
    """Follows the steps; `needs_shuffle` is None until the questions are known."""

    def __init__(self) -> None:
        self.needs_shuffle: bool | None = None
        self._at = -1

    def step(self, kind: str, height: int) -> Iterator[Finding]:
        """Findings about an event of this type at this place: it is missing others, or is late."""
        rank = _STEPS.index(kind)
        place = {"event": height}
        if kind in _SHUFFLING and self.needs_shuffle is False:
            yield finding(_CODES[rank], place, reason="unwanted")
        elif rank < self._at or (rank == self._at and kind not in _REPEATABLE):
            yield finding(_CODES[rank], place, reason="out-of-place")
        else:
            for skipped in range(self._at + 1, rank):
                if self._is_required(_STEPS[skipped]):
                    yield finding(_CODES[skipped], place, reason="missing")
            self._at = rank

    def _is_required(self, kind: str) -> bool:
        if kind in _SHUFFLING:
            return self.needs_shuffle is True
        return kind != chain.BALLOT

    @property
    def latest(self) -> str:
        """The type of the furthest event so far; empty before the first."""
        return "" if self._at < 0 else _STEPS[self._at]

    @property
    def is_finished(self) -> bool:
        """Whether the result has come."""
        return self._at == _LAST
