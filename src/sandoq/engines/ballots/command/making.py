"""`sandoq ballots …`: from the voters' codes to the result."""

import argparse
import os
import time
from itertools import islice
from pathlib import Path

from sandoq.engines.ballots import actions
from sandoq.engines.ballots.arithmetic import HintsUnsupported
from sandoq.engines.ballots.batches import BATCH
from sandoq.engines.ballots.codec.json_text import Json, parse
from sandoq.engines.ballots.codec.registry import CODECS
from sandoq.engines.ballots.codec.shape import items, whole
from sandoq.engines.ballots.codec.v1.election import UUID
from sandoq.engines.ballots.command.speaking import Bar, refusing, say
from sandoq.engines.ballots.errors import Malformed
from sandoq.engines.ballots.groups.registry import group_named
from sandoq.engines.ballots.hints import header
from sandoq.engines.ballots.model import Credential, Election, Result
from sandoq.engines.ballots.secret_side import Scalar
from sandoq.engines.ballots.secret_side.credentials import BASE58, new_code, public_of
from sandoq.engines.ballots.secret_side.keyfiles import number_in, read_private
from sandoq.engines.ballots.secret_side.registry import secrets_in
from sandoq.engines.ballots.secret_side.scalars import uniform
from sandoq.engines.ballots.starting import begin

_UUID_LENGTH = 14
_PRIVATE = 0o600


@refusing
def run_credentials(arguments: argparse.Namespace) -> None:
    """Draw codes; the two files' lines are in no common order."""
    uuid = _uuid(arguments.uuid)
    group = group_named(arguments.group)
    arithmetic = secrets_in(group)
    weights = _weights(arguments)
    codes = [new_code(os.urandom) for _ in weights]
    credentials = [
        Credential(public_of(arithmetic, uuid, code), weight)
        for code, weight in zip(codes, weights, strict=True)
    ]
    credentials.sort(key=lambda credential: group.sort_key(credential.public))
    _write_new_private(arguments.codes, "".join(f"{code}\n" for code in codes))
    arguments.public.write_bytes(CODECS[1].write_credentials(credentials))
    say(f"uuid {uuid}")
    say(f"credentials {len(codes)}")


def _uuid(given: str | None) -> str:
    if given is None:
        return "".join(BASE58[uniform(len(BASE58), os.urandom)] for _ in range(_UUID_LENGTH))
    if not UUID.fullmatch(given):
        raise Malformed("uuid", "not-a-uuid")
    return given


def _weights(arguments: argparse.Namespace) -> list[int]:
    if arguments.weights is None:
        return [1] * int(arguments.count)
    lines = arguments.weights.read_text(encoding="utf-8").split()
    if not all(line.isascii() and line.isdigit() and int(line) > 0 for line in lines):
        raise Malformed("weights", "not-a-weight")
    return [int(line) for line in lines]


def _write_new_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)


@refusing
def run_setup(arguments: argparse.Namespace) -> None:
    """Begin an archive; the election's key comes from its trustees."""
    codec, group = CODECS[1], group_named(arguments.group)
    election = Election(
        name=arguments.name,
        description=arguments.description,
        group=group.description,
        public_key="",
        questions=codec.read_questions(arguments.questions.read_bytes()),
        uuid=_uuid(arguments.uuid),
    )
    fingerprint = begin(
        arguments.output,
        election,
        codec.read_trustees(arguments.trustees.read_bytes(), group),
        list(codec.read_credentials(arguments.credentials.read_bytes(), group)),
        seconds=int(time.time()) if arguments.time is None else arguments.time,
    )
    say(f"fingerprint {fingerprint}")


@refusing
def run_cast(arguments: argparse.Namespace) -> None:
    """Append a ballot; prints its tracker."""
    vote = _vote(parse(arguments.vote.read_bytes()))
    code = arguments.code.read_text(encoding="utf-8").strip()
    say(f"tracker {actions.cast(arguments.archive, code, vote).tracker}")


def _vote(value: Json) -> list[list[int]]:
    return [
        [whole(number, f"vote[{i}]") for number in items(row, f"vote[{i}]")]
        for i, row in enumerate(items(value, "vote"))
    ]


def _how(arguments: argparse.Namespace) -> actions.How:
    return actions.How(jobs=arguments.jobs, engine=arguments.engine, progress=Bar())


@refusing
def run_tally(arguments: argparse.Namespace) -> None:
    """End voting and append the encrypted tally."""
    sized = actions.close_and_tally(arguments.archive, _how(arguments))
    say(f"num_tallied={sized.num_tallied} total_weight={sized.total_weight}")


@refusing
def run_shuffle(arguments: argparse.Namespace) -> None:
    """Append a shuffle, or end shuffling."""
    if arguments.end:
        actions.end_shuffles(arguments.archive, _how(arguments))
    else:
        actions.shuffle(arguments.archive, arguments.owner, _how(arguments))


@refusing
def run_decrypt(arguments: argparse.Namespace) -> None:
    """Append a partial decryption."""
    values = read_private(arguments.key, "single", "threshold")
    arithmetic = secrets_in(group_named(str(values.get("group"))))
    key: Scalar = arithmetic.scalar(number_in(values, "share", arguments.key))
    actions.decrypt(arguments.archive, arguments.owner, key, _how(arguments))


@refusing
def run_result(arguments: argparse.Namespace) -> None:
    """Append the result and print it."""
    result: Result = actions.publish_result(arguments.archive, _how(arguments))
    for number, row in enumerate(result, start=1):
        say(f"question {number}: {' '.join(map(str, row))}")


@refusing
def run_hints(arguments: argparse.Namespace) -> None:
    """Write the sidecar for every ballot of an archive."""
    with actions.checked(arguments.archive, _how(arguments)) as archive:
        engine, bodies = archive.run.engine, archive.run.ballot_bodies()
        if engine.hint_bytes == 0:
            raise HintsUnsupported
        context = archive.prepared.context
        reader = CODECS[1].ballot_reader(context)
        count = len(archive.run.contents.ballots)
        with arguments.output.open("xb") as stream:
            stream.write(header(context, engine.hint_bytes, count))
            while batch := [reader.read(body) for body in islice(bodies, BATCH)]:
                stream.write(b"".join(engine.make_hints(batch)))
    say(f"ballots {count}")
