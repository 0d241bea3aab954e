"""The roll of credentials and who has voted: the only state that grows with the election.

About 200 bytes for each credential; ballots add a few bytes each.
"""

import hashlib
from array import array
from collections.abc import Iterable

from sandoq.engines.ballots.findings import Finding, finding
from sandoq.engines.ballots.model import Credential

_NOBODY = -1
_DIGEST_BYTES = 32


class Roll:
    """Credentials in the list's order, each with its weight and its last ballot.

    Credentials are found by the SHA-256 of their text, which is one per element.
    """

    def __init__(self, credentials: Iterable[Credential]) -> None:
        self._places: dict[bytes, int] = {}
        self._weights = array("Q")
        self._repeated: dict[int, set[bytes]] = {}
        self._owner_of_ballot = array("q")
        self.duplicates: list[int] = []
        """Places, from 1, of credentials listed before."""
        for place, credential in enumerate(credentials):
            self._weights.append(credential.weight)
            if self._places.setdefault(_key(credential.public), place) != place:
                self.duplicates.append(place + 1)
        self._last = array("q", [_NOBODY]) * len(self._weights)
        self._first_digests = bytearray(_DIGEST_BYTES * len(self._weights))

    def __len__(self) -> int:
        return len(self._weights)

    @property
    def is_weighted(self) -> bool:
        """Whether any weight differs from 1."""
        return any(weight != 1 for weight in self._weights)

    def weight_of(self, credential: str) -> int | None:
        """The weight of a listed credential."""
        place = self._places.get(_key(credential))
        return None if place is None else self._weights[place]

    def note(self, credential: str | None, digest: str, *, revoting: bool) -> Finding | None:
        """Enter the next ballot in file order; what its credential makes wrong of it.

        Args:
            credential: the ballot's credential, None where the ballot has no readable one.
            digest: hex SHA-256 of the ballot's bytes.
            revoting: whether a later ballot may replace an earlier one.
        """
        place = None if credential is None else self._places.get(_key(credential))
        self._owner_of_ballot.append(_NOBODY if place is None else place)
        if place is None:
            return finding("ballot-unlisted-credential") if credential else None
        number, code = len(self._owner_of_ballot) - 1, bytes.fromhex(digest)
        is_replay = self._is_known(place, code)
        is_second = self._last[place] != _NOBODY
        self._last[place] = number
        if is_replay:
            return finding("ballot-replayed")
        return finding("ballot-second") if is_second and not revoting else None

    def _is_known(self, place: int, code: bytes) -> bool:
        """Whether this credential cast these very bytes before; remembers them."""
        start = place * _DIGEST_BYTES
        if self._last[place] == _NOBODY:
            self._first_digests[start : start + _DIGEST_BYTES] = code
            return False
        first = bytes(self._first_digests[start : start + _DIGEST_BYTES])
        known = self._repeated.setdefault(place, {first})
        if code in known:
            return True
        known.add(code)
        return False

    def counted_weight(self, ballot: int) -> int:
        """The weight with which a ballot (from 0) counts; 0 if superseded or unlisted."""
        place = self._owner_of_ballot[ballot]
        if place == _NOBODY or self._last[place] != ballot:
            return 0
        return self._weights[place]

    @property
    def num_tallied(self) -> int:
        """Credentials that voted."""
        return sum(last != _NOBODY for last in self._last)

    @property
    def total_weight(self) -> int:
        """Their weights' sum."""
        pairs = zip(self._last, self._weights, strict=True)
        return sum(weight for last, weight in pairs if last != _NOBODY)


def _key(credential: str) -> bytes:
    return hashlib.sha256(credential.encode()).digest()
