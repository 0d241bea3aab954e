"""The chain of events over the records (docs § 3.2): parents, heights, and what each event owns."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sandoq.engines.ballots.codec import Codec, Event
from sandoq.engines.ballots.container import Record
from sandoq.engines.ballots.errors import Malformed
from sandoq.engines.ballots.findings import Finding, FindingLog, finding

SETUP = "Setup"
BALLOT = "Ballot"
END_BALLOTS = "EndBallots"
ENCRYPTED_TALLY = "EncryptedTally"
SHUFFLE = "Shuffle"
END_SHUFFLES = "EndShuffles"
PARTIAL_DECRYPTION = "PartialDecryption"
RESULT = "Result"

OWNED_RECORDS = {
    SETUP: {4, 5},
    BALLOT: {1},
    END_BALLOTS: {0},
    ENCRYPTED_TALLY: {2},
    SHUFFLE: {2},
    END_SHUFFLES: {0},
    PARTIAL_DECRYPTION: {2},
    RESULT: {1},
}
"""How many data records stand before an event of each type and belong to it."""

_MOST_PENDING = 6


@dataclass(frozen=True, slots=True)
class Link:
    """An event with the data records it owns, in file order.

    `is_sound` is False where the records are not those the payload names; then nothing is known of
    their meaning.
    """

    event: Event
    digest: str
    records: tuple[Record, ...]
    is_sound: bool


def links(records: Iterable[Record], codec: Codec, findings: FindingLog) -> Iterator[Link]:
    """The events in order; what is wrong with the chain itself goes to `findings`.

    Memory is bounded: more than six data records without an event are reported and dropped.
    """
    previous: Link | None = None
    pending: list[Record] = []
    for record in records:
        if not record.is_event:
            pending.append(record)
            if len(pending) > _MOST_PENDING:
                findings.add(finding("record-unused", {"record": pending.pop(0).index}))
            continue
        link = _link(record, tuple(pending), codec, findings)
        pending.clear()
        if link is None:
            continue
        findings.extend(_chain_findings(previous, link))
        previous = link
        yield link
    findings.extend(finding("record-unused", {"record": record.index}) for record in pending)


def _link(
    record: Record, pending: tuple[Record, ...], codec: Codec, findings: FindingLog
) -> Link | None:
    try:
        event = codec.read_event(record.body)
    except Malformed as refusal:
        detail = {"reason": refusal.reason, "where": refusal.where}
        findings.add(finding("event-form", {"record": record.index}, **detail))
        return None
    if event.type not in OWNED_RECORDS:
        findings.add(finding("event-form", {"event": event.height}, reason="unknown-type"))
        return None
    reason = _payload_reason(event, pending, codec)
    if reason is not None:
        findings.add(finding("event-payload", {"event": event.height}, reason=reason))
    return Link(event, record.digest, pending, is_sound=reason is None)


def _chain_findings(previous: Link | None, link: Link) -> Iterator[Finding]:
    place = {"event": link.event.height}
    if link.event.parent != (previous.digest if previous else None):
        yield finding("event-parent", place)
    if link.event.height != (previous.event.height + 1 if previous else 0):
        yield finding("event-height", place)


def _payload_reason(event: Event, records: tuple[Record, ...], codec: Codec) -> str | None:
    """What is wrong with the records an event owns; None where nothing is."""
    if len(records) not in OWNED_RECORDS[event.type]:
        return "wrong-number-of-records"
    if event.payload != (records[-1].digest if records else None):
        return "other-payload"
    try:
        named = _named_by_payload(event.type, records, codec)
    except Malformed as refusal:
        return refusal.reason
    return None if named == [record.digest for record in records[:-1]] else "other-records"


def _named_by_payload(kind: str, records: tuple[Record, ...], codec: Codec) -> list[str]:
    """The hashes a payload names, in the order in which their records must stand."""
    if kind == SETUP:
        setup = codec.read_setup(records[-1].body)
        named = [setup.election, setup.trustees, setup.credentials, setup.credentials_certificate]
        return [digest for digest in named if digest is not None]
    if kind == ENCRYPTED_TALLY:
        return [codec.read_sized_tally(records[-1].body).encrypted_tally]
    if kind in {SHUFFLE, PARTIAL_DECRYPTION}:
        return [codec.read_owned(records[-1].body).payload]
    return []
