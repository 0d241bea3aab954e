"""What changed between two frozen reports, and why; and how a report is signed.

A report's stations are mappings with key, state, electors and gaps; a gap has code, point (a number
or None for the whole station) and why (the need's state). Nothing here asks a database.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from sandoq.apps.readiness.rules.bridge import Bridge, Change, bridge
from sandoq.apps.readiness.rules.status import Tally
from sandoq.common.hashing import canonical_json

FORMAT = "sandoq-status-report/1"
SIGNATURE_DOMAIN = b"sandoq/status-report-signature/v1\n"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """A station whose part of the figures changed: its rows then and now, None where it was not."""

    before: Row | None
    after: Row | None

    @property
    def row(self) -> Row:
        """The later row of the two."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a difference needs a row")
        return found

    @property
    def change(self) -> Change:
        return Change(
            before=self.before["state"] if self.before else "",
            after=self.after["state"] if self.after else "",
            electors_before=self.before["electors"] if self.before else 0,
            electors_after=self.after["electors"] if self.after else 0,
        )

    @property
    def closed(self) -> list[Row]:
        """Gaps that it had and has no longer."""
        kept = {_place(gap) for gap in (self.after["gaps"] if self.after else ())}
        return [
            gap for gap in (self.before["gaps"] if self.before else ()) if _place(gap) not in kept
        ]

    @property
    def opened(self) -> list[Row]:
        """Gaps that it has and had not before."""
        had = {_place(gap) for gap in (self.before["gaps"] if self.before else ())}
        return [gap for gap in (self.after["gaps"] if self.after else ()) if _place(gap) not in had]


def differences(before: Iterable[Row], after: Iterable[Row]) -> list[Difference]:
    """Every station whose state, electors or presence differ, in the order of the later report.

    A station that kept its state and its electors changed no figure and is left out.
    """
    then = {row["key"]: row for row in before}
    found = []
    for row in after:
        old = then.pop(row["key"], None)
        if old is None or (old["state"], old["electors"]) != (row["state"], row["electors"]):
            found.append(Difference(old, row))
    found += [Difference(old, None) for _, old in sorted(then.items())]
    return found


def bridge_of(found: Iterable[Difference], now: Tally) -> Bridge:
    """The bridge between two reports: its lines sum exactly."""
    return bridge((difference.change for difference in found), now)


def tally_of_rows(rows: Iterable[Row]) -> Tally:
    """The figures of a report, counted from its stations."""
    return sum((Tally.of(row["state"], row["electors"]) for row in rows), Tally())


def why_opened(gap: Row, *, was_asked: bool) -> str:
    """Why a need became a gap: newly asked, or the state that it is in now."""
    return str(gap["why"]) if was_asked else "asked"


def why_closed(*, is_asked: bool, is_verified: bool) -> str:
    """Why a gap is none any more: a confirmed proof, a verified fallback, or no longer asked."""
    if not is_asked:
        return "withdrawn"
    return "verified" if is_verified else "covered"


def statement_of(
    report: str, sha256: str, *, name: str, post: str, unit: str, tenure: int, at: str
) -> bytes:
    """What a head signs: canonical JSON that names the report, the signer's post and the moment."""
    return canonical_json(
        {
            "report": report,
            "sha256": sha256,
            "signer": {"name": name, "post": post, "unit": unit, "tenure": tenure},
            "signed_at": at,
        }
    )


def sign(seed: bytes, statement: bytes) -> bytes:
    """Ed25519 (RFC 8032) over the domain line and the statement."""
    return bytes(SigningKey(seed).sign(SIGNATURE_DOMAIN + statement).signature)


def is_signed(public: bytes, statement: bytes, signature: bytes) -> bool:
    """Whether the signature is of this statement by this key; malformed ones are not."""
    try:
        VerifyKey(public).verify(SIGNATURE_DOMAIN + statement, signature)
    except (BadSignatureError, ValueError, TypeError):
        return False
    return True


def first_difference(expected: bytes, found: bytes) -> int | None:
    """The offset, from 0, of the first byte that differs; None if they are equal."""
    if expected == found:
        return None
    for offset, (a, b) in enumerate(zip(expected, found, strict=False)):
        if a != b:
            return offset
    return min(len(expected), len(found))


def may_sign(freezer: int | None, signer: int, others: Sequence[int]) -> bool:
    """Whether a head may sign: not what they froze themselves, unless nobody else could.

    Args:
        freezer: who froze the report; None for the timer.
        others: all who could sign it, the signer too or not.
    """
    return freezer != signer or not set(others) - {signer}


def _place(gap: Row) -> tuple[str, int | None]:
    return gap["code"], gap["point"]
