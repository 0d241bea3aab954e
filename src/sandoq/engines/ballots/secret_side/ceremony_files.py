"""The public messages of a key ceremony as files of one folder, the ceremony's board.

    certificate-1.json … commitment-1.json … reveal-1.json … conclusion-1.json …

Each trustee writes the own files only; how the folder travels is no secret.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sandoq.engines.ballots.codec.json_text import Json, canonical, parse_canonical
from sandoq.engines.ballots.codec.shape import element, fields, items, proof, text
from sandoq.engines.ballots.codec.v1.trustees import (
    key_value,
    proof_value,
    read_key,
    read_signed,
    signed_value,
)
from sandoq.engines.ballots.errors import CeremonyRefused, Malformed
from sandoq.engines.ballots.groups import Group
from sandoq.engines.ballots.model import Signed
from sandoq.engines.ballots.secret_side.ceremony import Conclusion
from sandoq.engines.ballots.secret_side.sealing import Sealed
from sandoq.engines.ballots.secret_side.session import Reveal

T = TypeVar("T")


class Board:
    """One ceremony's folder."""

    def __init__(self, folder: Path, group: Group, size: int) -> None:
        self._folder = folder
        self._group = group
        self._size = size

    def certificates(self) -> list[Signed]:
        """All certificates; CeremonyRefused where one is missing or malformed."""
        return self._all("certificate", self._read_signed)

    def commitments(self) -> list[Signed]:
        """All commitments."""
        return self._all("commitment", self._read_signed)

    def reveals(self) -> list[Reveal]:
        """All reveals."""
        return self._all("reveal", self._read_reveal)

    def conclusions(self) -> list[Conclusion]:
        """All conclusions."""
        return self._all("conclusion", self._read_conclusion)

    def post_certificate(self, index: int, signed: Signed) -> None:
        self._post("certificate", index, signed_value(signed))

    def post_commitment(self, index: int, signed: Signed) -> None:
        self._post("commitment", index, signed_value(signed))

    def post_reveal(self, index: int, reveal: Reveal) -> None:
        shares: Json = [
            {"alpha": s.alpha, "data": s.data, "signature": proof_value(s.signature)}
            for s in reveal.shares
        ]
        value: Json = {"coefexps": signed_value(reveal.coefficients), "shares": shares}
        self._post("reveal", index, value)

    def post_conclusion(self, index: int, conclusion: Conclusion) -> None:
        value: Json = {
            "agreement": proof_value(conclusion.agreement),
            "key": key_value(conclusion.key),
        }
        self._post("conclusion", index, value)

    def _path(self, step: str, index: int) -> Path:
        return self._folder / f"{step}-{index}.json"

    def _post(self, step: str, index: int, value: Json) -> None:
        """Write a file that is not there yet: nobody takes a message back."""
        try:
            with self._path(step, index).open("xb") as stream:
                stream.write(canonical(value))
        except FileExistsError as error:
            raise CeremonyRefused(step, index, "already-posted") from error

    def _all(self, step: str, read: Callable[[Json], T]) -> list[T]:
        found = []
        for index in range(1, self._size + 1):
            try:
                found.append(read(parse_canonical(self._path(step, index).read_bytes())))
            except OSError as error:
                raise CeremonyRefused(step, index, "missing") from error
            except Malformed as error:
                raise CeremonyRefused(step, index, "form") from error
        return found

    def _read_signed(self, value: Json) -> Signed:
        return read_signed(value, "message", self._group)

    def _read_reveal(self, value: Json) -> Reveal:
        found = fields(value, "reveal", "coefexps shares")
        shares = items(found["shares"], "shares", self._size)
        return Reveal(
            read_signed(found["coefexps"], "coefexps", self._group),
            tuple(self._read_sealed(share) for share in shares),
        )

    def _read_sealed(self, value: Json) -> Sealed:
        found = fields(value, "share", "alpha data signature")
        return Sealed(
            element(found["alpha"], "alpha", self._group),
            text(found["data"], "data"),
            proof(found["signature"], "signature", self._group),
        )

    def _read_conclusion(self, value: Json) -> Conclusion:
        found = fields(value, "conclusion", "agreement key")
        agreement = proof(found["agreement"], "agreement", self._group)
        return Conclusion(agreement, read_key(found["key"], self._group))
