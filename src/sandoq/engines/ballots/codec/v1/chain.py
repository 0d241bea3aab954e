"""Header, events, and the records that only point to others (docs § 3)."""

import re

from sandoq.engines.ballots.codec import Event
from sandoq.engines.ballots.codec.json_text import Json, canonical, parse_canonical
from sandoq.engines.ballots.codec.shape import digest, fields, text, whole
from sandoq.engines.ballots.errors import Malformed
from sandoq.engines.ballots.model import Owned, Setup

VERSION = 1
_SECONDS = re.compile(r"0|[1-9][0-9]{0,10}")
_EVENT = re.compile(
    rb'\{(?:"parent":"([0-9a-f]{64})",)?"height":(0|[1-9][0-9]{0,17}),'
    rb'"type":"([A-Za-z]{1,32})"(?:,"payload":"([0-9a-f]{64})")?\}'
)
_MOST_SECONDS = 8**11 - 1
"""A tar header has eleven octal digits for a time."""


def read_header(data: bytes) -> int:
    """{"version":1,"timestamp":"…"}: the time of every record, Unix seconds."""
    found = fields(parse_canonical(data), "header", "version timestamp")
    if whole(found["version"], "version") != VERSION:
        raise Malformed("version", "unknown-version")
    seconds = text(found["timestamp"], "timestamp")
    if not _SECONDS.fullmatch(seconds) or int(seconds) > _MOST_SECONDS:
        raise Malformed("timestamp", "not-a-time")
    return int(seconds)


def write_header(seconds: int) -> bytes:
    """See `read_header`."""
    return canonical({"version": VERSION, "timestamp": str(seconds)})


def read_event(data: bytes) -> Event:
    """{"parent":H?,"height":n,"type":T,"payload":H?}, whose canonical texts are one pattern."""
    found = _EVENT.fullmatch(data)
    if found is None:
        raise Malformed("event", "wrong-form")
    parent, height, kind, payload = found.groups()
    return Event(
        height=int(height),
        type=kind.decode(),
        parent=parent.decode() if parent else None,
        payload=payload.decode() if payload else None,
    )


def write_event(event: Event) -> bytes:
    """See `read_event`."""
    value: dict[str, Json] = {} if event.parent is None else {"parent": event.parent}
    value |= {"height": event.height, "type": event.type}
    if event.payload is not None:
        value["payload"] = event.payload
    return canonical(value)


def read_setup(data: bytes) -> Setup:
    """{"election":H,"trustees":H,"credentials":H,"credentials_certificate":H?}."""
    form = "election trustees credentials credentials_certificate?"
    found = fields(parse_canonical(data), "setup", form)
    return Setup(**{key: digest(value, key) for key, value in found.items()})


def write_setup(setup: Setup) -> bytes:
    """See `read_setup`."""
    value: dict[str, Json] = {
        "election": setup.election,
        "trustees": setup.trustees,
        "credentials": setup.credentials,
    }
    if setup.credentials_certificate is not None:
        value["credentials_certificate"] = setup.credentials_certificate
    return canonical(value)


def read_owned(data: bytes) -> Owned:
    """{"owner":n,"payload":H}, the owner counted from 1."""
    found = fields(parse_canonical(data), "owned", "owner payload")
    return Owned(whole(found["owner"], "owner", 1), digest(found["payload"], "payload"))


def write_owned(owned: Owned) -> bytes:
    """See `read_owned`."""
    return canonical({"owner": owned.owner, "payload": owned.payload})
