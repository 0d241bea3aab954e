"""`sandoq ballots trustee …`: single keys, and the ceremony of threshold trustees."""

import argparse
from pathlib import Path

from sandoq.engines.ballots.codec.json_text import Json, canonical, parse_canonical
from sandoq.engines.ballots.codec.registry import CODECS
from sandoq.engines.ballots.codec.shape import fields, text
from sandoq.engines.ballots.codec.v1.trustees import context_of, read_signed, signed_value
from sandoq.engines.ballots.command.speaking import refusing, say
from sandoq.engines.ballots.errors import CeremonyRefused
from sandoq.engines.ballots.groups.registry import group_named
from sandoq.engines.ballots.model import Single
from sandoq.engines.ballots.secret_side import SecretArithmetic
from sandoq.engines.ballots.secret_side.ceremony import (
    Ceremony,
    Polynomial,
    SeatKeys,
    assemble,
    certify,
)
from sandoq.engines.ballots.secret_side.ceremony_files import Board
from sandoq.engines.ballots.secret_side.keyfiles import (
    BadKeyFile,
    number_in,
    read_private,
    write_private,
)
from sandoq.engines.ballots.secret_side.proving import trustee_key
from sandoq.engines.ballots.secret_side.registry import secrets_in
from sandoq.engines.ballots.secret_side.session import Seat


@refusing
def run_single(arguments: argparse.Namespace) -> None:
    """Draw one trustee's key."""
    group = group_named(arguments.group)
    arithmetic = secrets_in(group)
    secret = arithmetic.random_scalar()
    key = trustee_key(arithmetic, secret, arguments.name)
    values = {"kind": "single", "group": group.description, "public_key": key.public_key}
    write_private(arguments.key, {**values, "share": str(arithmetic.value(secret))})
    arguments.public.write_bytes(CODECS[1].write_trustees([Single(key)]))
    say(f"public key {key.public_key}")


@refusing
def run_certify(arguments: argparse.Namespace) -> None:
    """Step 1."""
    if not 1 <= arguments.threshold <= arguments.size or not 1 <= arguments.index <= arguments.size:
        raise CeremonyRefused("certify", arguments.index, "bounds")
    group = group_named(arguments.group)
    arithmetic = secrets_in(group)
    seat = Seat(group, arguments.size, arguments.threshold, arguments.index)
    keys, certificate = certify(arithmetic, seat)
    values = {
        "kind": "threshold",
        "group": group.description,
        "size": str(seat.size),
        "threshold": str(seat.threshold),
        "index": str(seat.index),
        "signing": str(arithmetic.value(keys.signing)),
        "decryption": str(arithmetic.value(keys.decryption)),
    }
    write_private(arguments.key, values)
    arguments.board.mkdir(parents=True, exist_ok=True)
    Board(arguments.board, group, seat.size).post_certificate(seat.index, certificate)


class _Place:
    """A trustee's place in a ceremony, from the private file and the board."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.path: Path = arguments.key
        self.values = read_private(self.path, "threshold")
        group = group_named(str(self.values.get("group")))
        size, threshold, index = (
            number_in(self.values, key, self.path) for key in ("size", "threshold", "index")
        )
        self.seat = Seat(group, size, threshold, index)
        self.arithmetic: SecretArithmetic = secrets_in(group)
        self.board = Board(arguments.board, group, size)

    def ceremony(self) -> Ceremony:
        """Steps 2 to 4, once all certificates are there."""
        scalar = self.arithmetic.scalar
        signing, decryption = (
            scalar(number_in(self.values, key, self.path)) for key in ("signing", "decryption")
        )
        keys = SeatKeys(signing, decryption)
        return Ceremony(self.arithmetic, self.seat, keys, self.board.certificates())

    def keep(self, **values: object) -> None:
        """Add to the private file."""
        self.values |= values
        write_private(self.path, self.values)

    def polynomial(self) -> Polynomial:
        """The polynomial kept at step 2."""
        coefficients, signed = self.values.get("polynomial"), self.values.get("coefexps")
        if not isinstance(coefficients, list) or not isinstance(signed, str):
            raise BadKeyFile(self.path.name, "no-polynomial")
        return Polynomial(
            tuple(self.arithmetic.scalar(int(c)) for c in coefficients),
            read_signed(parse_canonical(signed.encode()), "coefexps", self.seat.group),
        )


@refusing
def run_commit(arguments: argparse.Namespace) -> None:
    """Step 2; the polynomial is kept in the private file before its hash is posted."""
    place = _Place(arguments)
    if "polynomial" in place.values:
        raise CeremonyRefused("commit", place.seat.index, "already-committed")
    polynomial, commitment = place.ceremony().commit()
    place.keep(
        polynomial=[str(place.arithmetic.value(c)) for c in polynomial.coefficients],
        coefexps=canonical(signed_value(polynomial.signed)).decode(),
    )
    place.board.post_commitment(place.seat.index, commitment)


@refusing
def run_reveal(arguments: argparse.Namespace) -> None:
    """Step 3; refused while a commitment is missing."""
    place = _Place(arguments)
    reveal = place.ceremony().reveal(place.polynomial(), place.board.commitments())
    place.board.post_reveal(place.seat.index, reveal)


@refusing
def run_conclude(arguments: argparse.Namespace) -> None:
    """Step 4; the share is kept in the private file."""
    place = _Place(arguments)
    share, conclusion = place.ceremony().conclude(place.board.commitments(), place.board.reveals())
    place.keep(share=str(place.arithmetic.value(share)), public_key=conclusion.key.public_key)
    place.board.post_conclusion(place.seat.index, conclusion)
    say(f"public key {conclusion.key.public_key}")


@refusing
def run_assemble(arguments: argparse.Namespace) -> None:
    """Step 5."""
    first = parse_canonical((arguments.board / "certificate-1.json").read_bytes())
    signed = fields(first, "certificate-1", "message signature")
    context = context_of(text(signed["message"], "certificate-1"))
    group = group_named(context.group)
    board = Board(arguments.board, group, context.size)
    item = assemble(
        group,
        context.threshold,
        board.certificates(),
        board.reveals(),
        board.conclusions(),
    )
    arguments.public.write_bytes(CODECS[1].write_trustees([item]))


@refusing
def run_list(arguments: argparse.Namespace) -> None:
    """Join the public parts, in the order given; owner numbers follow from it."""
    group = group_named(arguments.group)
    joined: list[Json] = []
    for path in arguments.items:
        data = path.read_bytes()
        CODECS[1].read_trustees(data, group)
        value = parse_canonical(data)
        assert isinstance(value, list)  # noqa: S101
        joined += value
    arguments.output.write_bytes(canonical(joined))
