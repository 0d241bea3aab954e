"""Protocol version 1, as read and written by belenios-tool 2.0 to 3.3 (docs § 2)."""

from sandoq.engines.ballots.codec.v1.ballot import (
    ballot_reader,
    write_ballot,
    write_unsigned_ballot,
)
from sandoq.engines.ballots.codec.v1.chain import (
    read_event,
    read_header,
    read_owned,
    read_setup,
    write_event,
    write_header,
    write_owned,
    write_setup,
)
from sandoq.engines.ballots.codec.v1.election import (
    read_credentials,
    read_election,
    read_questions,
    write_credentials,
    write_election,
)
from sandoq.engines.ballots.codec.v1.shuffle import read_shuffle, write_shuffle
from sandoq.engines.ballots.codec.v1.tally import (
    read_decryption,
    read_result,
    read_sized_tally,
    read_tally,
    write_decryption,
    write_result,
    write_sized_tally,
    write_tally,
)
from sandoq.engines.ballots.codec.v1.trustees import read_trustees, write_trustees

__all__ = [
    "ballot_reader",
    "read_credentials",
    "read_decryption",
    "read_election",
    "read_event",
    "read_header",
    "read_owned",
    "read_questions",
    "read_result",
    "read_setup",
    "read_shuffle",
    "read_sized_tally",
    "read_tally",
    "read_trustees",
    "write_ballot",
    "write_credentials",
    "write_decryption",
    "write_election",
    "write_event",
    "write_header",
    "write_owned",
    "write_result",
    "write_setup",
    "write_shuffle",
    "write_sized_tally",
    "write_tally",
    "write_trustees",
    "write_unsigned_ballot",
]
