"""Archives taken apart and put together again, whatever they hold."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sandoq.engines.ballots import chain
from sandoq.engines.ballots.chain import links
from sandoq.engines.ballots.codec import Event
from sandoq.engines.ballots.codec.registry import CODECS
from sandoq.engines.ballots.container import (
    HEADER_NAME,
    ContainerReader,
    data_name,
    event_name,
    record_bytes,
)
from sandoq.engines.ballots.findings import FindingLog
from sandoq.engines.ballots.hashing import hexdigest
from sandoq.engines.ballots.model import Setup

CODEC = CODECS[1]
SECONDS = 1_700_000_000
UUID = "ABCDEFGHabcdef"


@dataclass
class Step:
    """An event of an archive with its data records; a test may change any of it."""

    kind: str
    bodies: list[bytes]
    parent: str | None = None
    height: int | None = None
    payload: str | None = None
    raw_event: bytes | None = None


def archive_bytes(steps: Sequence[Step], seconds: int = SECONDS) -> bytes:
    """The container of these steps, with names and the chain made to fit whatever they hold."""
    out = io.BytesIO()
    out.write(record_bytes(HEADER_NAME, CODEC.write_header(seconds), seconds))
    parent = None
    for height, step in enumerate(steps):
        for body in step.bodies:
            out.write(record_bytes(data_name(body), body, seconds))
        payload = hexdigest(step.bodies[-1]) if step.bodies else None
        event = step.raw_event or CODEC.write_event(
            Event(
                height if step.height is None else step.height,
                step.kind,
                parent if step.parent is None else step.parent,
                payload if step.payload is None else step.payload,
            )
        )
        out.write(record_bytes(event_name(event), event, seconds))
        parent = hexdigest(event)
    return out.getvalue()


def steps_of(path: Path) -> list[Step]:
    """An archive taken apart."""
    with path.open("rb") as stream:
        records = iter(ContainerReader(stream))
        next(records)
        return [
            Step(link.event.type, [record.body for record in link.records])
            for link in links(records, CODEC, FindingLog())
        ]


def relinked(step: Step) -> Step:
    """The step with its payload record naming the (changed) records before it."""
    *records, last = step.bodies
    if step.kind == chain.SETUP:
        last = CODEC.write_setup(Setup(*map(hexdigest, records)))
    elif step.kind == chain.ENCRYPTED_TALLY:
        sized = CODEC.read_sized_tally(last)
        last = CODEC.write_sized_tally(replace(sized, encrypted_tally=hexdigest(records[0])))
    else:
        last = CODEC.write_owned(replace(CODEC.read_owned(last), payload=hexdigest(records[0])))
    return replace(step, bodies=[*records, last])


def write(path: Path, steps: Sequence[Step]) -> Path:
    """Write an archive under its election's name."""
    path.mkdir(parents=True, exist_ok=True)
    target = path / f"{UUID}.bel"
    target.write_bytes(archive_bytes(steps))
    return target
