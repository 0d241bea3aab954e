"""Numbered findings: what can be wrong with an archive (docs § 13).

A number is a section of `docs/protocols/ballots.md` times 100 plus a place in it, so sorting by
number is the specification's own order. Numbers and codes are a contract: never reused.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

Place = Mapping[str, int]
"""Where: `event` (height in the chain), `record` (from 0), `ballot`, `question`, `answer`,
`trustee`, `shuffle`, `credential` (each from 1)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong. `detail` holds short plain values, never secrets."""

    number: int
    code: str
    place: Place = field(default_factory=dict)
    detail: Mapping[str, int | str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What the rule is and that it is broken, in plain English."""
        return FINDINGS[self.code].sentence

    def at(self, **place: int) -> "Finding":
        """The same finding with its place made wider, e.g. by the ballot's number."""
        return replace(self, place={**place, **self.place})

    def as_json(self) -> dict[str, object]:
        """Plain values for the JSON report."""
        return {
            "number": self.number,
            "code": self.code,
            "place": dict(self.place),
            "detail": dict(self.detail),
            "sentence": self.sentence,
        }

    def __reduce__(self) -> tuple[object, ...]:
        return Finding, (self.number, self.code, dict(self.place), dict(self.detail))


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of the table: stable number and code, and the sentence."""

    number: int
    code: str
    sentence: str


def finding(code: str, place: Place | None = None, /, **detail: int | str) -> Finding:
    """The finding of this code; KeyError for a code that is not in the table."""
    kind = FINDINGS[code]
    return Finding(kind.number, kind.code, dict(place or {}), detail)


class FindingLog:
    """Findings, at most `most_of_a_kind` of each code; the others are only counted.

    An adversary may write a million faulty ballots; memory and the reader's patience are finite.
    """

    def __init__(self, most_of_a_kind: int = 100) -> None:
        self._most = most_of_a_kind
        self._counts: Counter[str] = Counter()
        self._kept: list[Finding] = []

    def add(self, found: Finding) -> None:
        """Keep or count one finding."""
        self._counts[found.code] += 1
        if self._counts[found.code] <= self._most:
            self._kept.append(found)

    def extend(self, found: Iterable[Finding]) -> None:
        """Keep or count several."""
        for each in found:
            self.add(each)

    def in_order(self) -> tuple[Finding, ...]:
        """The kept findings by number, then as they were found."""
        return tuple(sorted(self._kept, key=lambda found: found.number))

    @property
    def omitted(self) -> dict[str, int]:
        """How many findings of each code were counted only."""
        return {code: n - self._most for code, n in self._counts.items() if n > self._most}

    def __bool__(self) -> bool:
        return bool(self._kept)

    def __contains__(self, code: str) -> bool:
        return code in self._counts


_TABLE = (
    # § 3 Container
    (301, "unreadable", "The file cannot be read."),
    (302, "not-an-archive", "The first record is not the header of a Belenios version 1 archive."),
    (303, "record-header", "A record's header is not the one the format prescribes."),
    (304, "record-truncated", "The file ends in the middle of a record."),
    (305, "record-padding", "The padding after a record's body is not all zero bytes."),
    (306, "record-name", "A record's name is not the SHA-256 of its body with its kind."),
    (307, "record-time", "A record's time is not the time in the archive's header."),
    (308, "record-too-large", "A record is larger than its kind can be."),
    (309, "event-form", "An event is not canonical JSON of an event's form."),
    (310, "event-parent", "An event does not name the event before it as its parent."),
    (311, "event-height", "An event's height is not one more than that of the event before it."),
    (312, "event-payload", "The records before an event are not those its payload names."),
    (313, "record-unused", "Records follow the last event without an event that owns them."),
    # § 4 Election
    (401, "election-form", "The election is not canonical JSON of an election's form."),
    (402, "election-group", "The election's group is not known."),
    (403, "election-public-key", "The election's public key is not an element of the group."),
    (404, "election-question", "Not 0 ≤ min ≤ max ≤ number of answers, or too many answers."),
    (405, "election-embedding", "A question's answers do not fit into the group's embedding."),
    (406, "election-setup", "The setup does not name the election, trustees and credentials."),
    (407, "election-expected", "The election is not the one that was expected."),
    # § 5 Public credentials
    (501, "credentials-form", "The credentials are not a canonical JSON list of their form."),
    (502, "credential-outside-group", "A credential is not an element of the group."),
    (503, "credential-duplicate", "A credential is listed twice."),
    # § 6 Trustees
    (601, "trustees-form", "The trustees are not canonical JSON of their form."),
    (602, "trustee-key-outside-group", "A trustee's key is not an element of the group."),
    (603, "trustee-key-proof", "A trustee's proof of knowing the private key is false."),
    (604, "trustee-threshold", "A threshold is not between 1 and the number of its trustees."),
    (605, "trustee-certificate", "A trustee's certificate or its signature is false."),
    (606, "trustee-polynomial", "A trustee's coefficients or their signature are false."),
    (607, "trustee-share-key", "A verification key is not the value of the polynomials."),
    (608, "trustee-agreement", "A trustee did not sign the certificates and coefficients."),
    (609, "trustee-key-signature", "A trustee's signature of the own verification key is false."),
    (610, "trustee-election-key", "The election's public key is not the trustees' product."),
    (611, "trustee-duplicate", "Two trustees have the same key."),
    # § 8 Ballots
    (801, "ballot-form", "A ballot is not JSON of a ballot's form for this election."),
    (802, "ballot-not-canonical", "A ballot is not in canonical form."),
    (803, "ballot-other-election", "A ballot names another election, by uuid or fingerprint."),
    (804, "ballot-unlisted-credential", "A ballot's credential is not in the list."),
    (805, "ballot-hash", "A ballot's signed hash is not that of the ballot."),
    (806, "ballot-credential-outside-group", "A ballot's credential is not a group element."),
    (807, "ballot-signature", "A ballot's signature is false."),
    (808, "ballot-ciphertext-outside-group", "A ciphertext is not of two group elements."),
    (809, "ballot-individual-proof", "The proof that a choice is 0 or 1 is false."),
    (810, "ballot-overall-proof", "The proof that the sum is within the bounds is false."),
    (811, "ballot-blank-proof", "The proof that a blank goes with no choice is false."),
    (812, "ballot-raw-proof", "The proof of knowing a raw answer's randomness is false."),
    (813, "ballot-replayed", "A ballot equals, byte by byte, an earlier one."),
    (814, "ballot-second", "A credential votes twice although revoting is off."),
    (815, "ballot-weight", "A weight other than 1 meets a non-homomorphic question."),
    (816, "ballot-invalid", "A ballot fails a check; too many do to name which one."),
    # § 9 Encrypted tally
    (901, "tally-form", "The encrypted tally is not canonical JSON of its form."),
    (902, "tally-product", "The encrypted tally is not the product of the tallied ballots."),
    (903, "tally-list", "The encrypted tally's list is not the sorted tallied ciphertexts."),
    (904, "tally-count", "num_tallied is not the number of tallied ballots."),
    (905, "tally-weight", "total_weight is not the sum of the tallied ballots' weights."),
    # § 10 Shuffles
    (1001, "shuffle-form", "A shuffle is not canonical JSON of its form, or its lengths differ."),
    (1002, "shuffle-outside-group", "A shuffle holds a text that is not a group element."),
    (1003, "shuffle-proof", "A shuffle's proof is false."),
    (1004, "shuffle-owner", "A shuffle's owner is not a trustee."),
    (1005, "shuffle-too-few", "Fewer different trustees shuffled than the policy requires."),
    # § 11 Decryption and result
    (1101, "decryption-form", "A partial decryption is not canonical JSON of its form."),
    (1102, "decryption-owner", "A partial decryption's owner is not a trustee."),
    (1103, "decryption-twice", "A trustee's partial decryption appears twice."),
    (1104, "decryption-proof", "A decryption factor or its proof is false."),
    (1105, "decryption-too-few", "The partial decryptions do not reach the trustees' quorum."),
    (1106, "result-form", "The result is not canonical JSON of its form."),
    (1107, "result-count", "A count in the result is not what the decryption gives."),
    (1108, "result-list", "A list in the result is not what the decryption gives, in order."),
    # § 12 Order of events and policy
    (1201, "order-setup", "The chain does not begin with Setup, or Setup comes again."),
    (1202, "order-ballot", "A ballot comes after the end of ballots."),
    (1203, "order-end-ballots", "EndBallots is missing, repeated, or out of its place."),
    (1204, "order-tally", "The encrypted tally is not directly after EndBallots, or repeated."),
    (1205, "order-shuffle", "A shuffle is missing, unwanted, or out of its place."),
    (1206, "order-end-shuffles", "EndShuffles is missing, unwanted, or out of its place."),
    (1207, "order-decryption", "A partial decryption is out of its place."),
    (1208, "order-result", "The result is out of its place, or something follows it."),
    (1209, "unfinished", "The chain ends before the result."),
    (1210, "policy-ballots", "The number of ballots is not the expected one."),
    (1211, "policy-few-ballots", "Fewer ballots were tallied than may be published."),
    (1212, "policy-head", "The chain does not contain the event that was seen before."),
    (1213, "not-checked", "A part could not be checked because of the findings before it."),
)

FINDINGS: Mapping[str, Kind] = MappingProxyType({code: Kind(n, code, s) for n, code, s in _TABLE})
