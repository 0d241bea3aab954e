"""The sidecar file of untrusted hints: a header line, then one block per ballot in file order.

A hint holds points that a later verifier would otherwise have to compute (docs/protocols/hints.md).
The file proves nothing and nobody trusts it: a wrong one only costs the time to check exactly.
"""

from dataclasses import dataclass
from pathlib import Path

from sandoq.common.errors import DomainError
from sandoq.engines.ballots.model import ElectionContext


class HintsRefused(DomainError):
    """The sidecar is not for this election, these ballots, or this engine."""

    code = "hints-refused"
    status = 422


def header(context: ElectionContext, hint_bytes: int, ballots: int) -> bytes:
    """The first line: format, election's fingerprint, bytes per ballot, number of ballots."""
    return f"sandoq-hints/1 {context.fingerprint} {hint_bytes} {ballots}\n".encode()


@dataclass(frozen=True, slots=True)
class HintsFile:
    """An open sidecar."""

    path: Path
    start: int
    hint_bytes: int

    @classmethod
    def open(
        cls, path: Path, context: ElectionContext, hint_bytes: int, ballots: int
    ) -> "HintsFile":
        """A sidecar whose header and length fit.

        Raises:
            HintsRefused: it does not fit, is unreadable, or the engine has no use for hints.
        """
        wanted = header(context, hint_bytes, ballots)
        try:
            with path.open("rb") as stream:
                fits = stream.read(len(wanted)) == wanted
            size = path.stat().st_size
        except OSError as error:
            raise HintsRefused from error
        if not fits or hint_bytes == 0 or size != len(wanted) + hint_bytes * ballots:
            raise HintsRefused
        return cls(path, len(wanted), hint_bytes)

    def read(self, first: int, count: int) -> tuple[bytes, ...] | None:
        """The hints of `count` ballots from number `first` (from 0); None if the file was cut."""
        with self.path.open("rb") as stream:
            stream.seek(self.start + first * self.hint_bytes)
            data = stream.read(count * self.hint_bytes)
        step = self.hint_bytes
        if len(data) != count * step:
            return None
        return tuple(data[place * step : (place + 1) * step] for place in range(count))
