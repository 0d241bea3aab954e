"""The roll of credentials and who has voted: the only state that grows with the election.

About 80 bytes for each credential and 8 for each ballot: a nation's roll fits into any computer.
"""

import hashlib
import os
from array import array
from collections.abc import Iterable

from sandoq.engines.ballots.findings import Finding, finding
from sandoq.engines.ballots.model import Credential

_NOBODY = -1
_DIGEST_BYTES = 32
_HASH_BYTES = 16
_LEAST_SLOTS = 8


class Places:
    """Texts numbered from 0 in the order they come, found again by a hash.

    A table with open addressing (Knuth, *The Art of Computer Programming* 3, § 6.4, algorithm L),
    because a dictionary takes three times the room. The hash has 128 bits and a key drawn here, so
    nobody can make a file whose texts collide, or whose search is slow.
    """

    def __init__(self) -> None:
        self._key = os.urandom(_HASH_BYTES)
        self._hashes = bytearray()
        self._slots = array("I", bytes(4 * _LEAST_SLOTS))
        """A place plus 1, or 0 for nobody."""

    def __len__(self) -> int:
        return len(self._hashes) // _HASH_BYTES

    def find(self, text: str) -> int | None:
        """The place of a text."""
        slot = self._slot_of(self._hash(text))
        return self._slots[slot] - 1 if self._slots[slot] else None

    def add(self, text: str) -> int:
        """The place of a text, the next one if it is new."""
        code = self._hash(text)
        slot = self._slot_of(code)
        if not self._slots[slot]:
            self._hashes += code
            self._slots[slot] = len(self)
            if 3 * len(self) > 2 * len(self._slots):
                self._grow()
            return len(self) - 1
        return self._slots[slot] - 1

    def _hash(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode(), digest_size=_HASH_BYTES, key=self._key).digest()

    def _slot_of(self, code: bytes) -> int:
        """Where a hash stands, or the empty slot where it would."""
        mask = len(self._slots) - 1
        slot = int.from_bytes(code[:8], "little") & mask
        while place := self._slots[slot]:
            if self._hashes[_HASH_BYTES * (place - 1) : _HASH_BYTES * place] == code:
                break
            slot = (slot + 1) & mask
        return slot

    def _grow(self) -> None:
        count = len(self)
        self._slots = array("I", bytes(8 * len(self._slots)))
        mask = len(self._slots) - 1
        for place in range(count):
            start = _HASH_BYTES * place
            slot = int.from_bytes(self._hashes[start : start + 8], "little") & mask
            while self._slots[slot]:
                slot = (slot + 1) & mask
            self._slots[slot] = place + 1


class Roll:
    """Credentials in the list's order, each with its weight and its last ballot."""

    def __init__(self, credentials: Iterable[Credential]) -> None:
        self._places = Places()
        self._weights = array("Q")
        self._repeated: dict[int, set[bytes]] = {}
        self._owner_of_ballot = array("q")
        self.duplicates: list[int] = []
        """Places, from 1, of credentials listed before."""
        self._listed = 0
        for credential in credentials:
            self._listed += 1
            if self._places.add(credential.public) == len(self._weights):
                self._weights.append(credential.weight)
            else:
                self.duplicates.append(self._listed)
        self._last = array("q", [_NOBODY]) * len(self._weights)
        self._first_digests = bytearray(_DIGEST_BYTES * len(self._weights))

    def __len__(self) -> int:
        """Lines of the list."""
        return self._listed

    @property
    def is_weighted(self) -> bool:
        """Whether any weight differs from 1."""
        return any(weight != 1 for weight in self._weights)

    def weight_of(self, credential: str) -> int | None:
        """The weight of a listed credential."""
        place = self._places.find(credential)
        return None if place is None else self._weights[place]

    def note(self, credential: str | None, digest: str, *, revoting: bool) -> Finding | None:
        """Enter the next ballot in file order; what its credential makes wrong of it.

        Args:
            credential: the ballot's credential, None where the ballot has no readable one.
            digest: hex SHA-256 of the ballot's bytes.
            revoting: whether a later ballot may replace an earlier one.
        """
        place = None if credential is None else self._places.find(credential)
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
