"""Beginning an archive: the election's key from its trustees, then the checked setup."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sandoq.engines.ballots.codec.registry import CODECS
from sandoq.engines.ballots.errors import SetupRefused
from sandoq.engines.ballots.groups import Element, Group
from sandoq.engines.ballots.groups.registry import group_named
from sandoq.engines.ballots.hashing import fingerprint
from sandoq.engines.ballots.model import Credential, Election, Pedersen, Trustee
from sandoq.engines.ballots.reference import decoded
from sandoq.engines.ballots.roll import Roll
from sandoq.engines.ballots.verify.setup import question_findings
from sandoq.engines.ballots.verify.trustees import PedersenCheck, trustee_findings
from sandoq.engines.ballots.writer import ArchiveWriter


def election_key(group: Group, trustees: Sequence[Trustee]) -> Element:
    """y: the product of all trustees' sub-keys (docs § 6.6).

    Raises:
        SetupRefused: a trustee's key is not in the group.
    """
    product = group.identity
    for owner, trustee in enumerate(trustees, start=1):
        if isinstance(trustee, Pedersen):
            sub_key = PedersenCheck(group, trustee, owner).sub_key()
        else:
            sub_key = decoded(group, trustee.key.public_key)
        if sub_key is None:
            raise SetupRefused("trustee-key-outside-group")
        product = group.multiply(product, sub_key)
    return product


def begin(
    path: Path,
    election: Election,
    trustees: Sequence[Trustee],
    credentials: Sequence[Credential],
    *,
    seconds: int,
) -> str:
    """Write a new archive with its Setup; the election's φ.

    Args:
        path: a file that does not exist.
        election: its public key is filled in here.
        trustees: at least one, in the order of their owner numbers.
        credentials: distinct, in the order of the list.
        seconds: Unix time of the archive.

    Raises:
        SetupRefused: with the code of the first finding a verifier would have.
    """
    group = group_named(election.group)
    key = election_key(group, trustees)
    election = replace(election, public_key=group.encode(key))
    faults = [*trustee_findings(group, trustees, key, legacy=False)]
    for question in election.questions:
        faults += question_findings(question, group)
    if faults:
        raise SetupRefused(faults[0].code)
    if Roll(credentials).duplicates:
        raise SetupRefused("credential-duplicate")
    writer = ArchiveWriter.create(path, seconds=seconds)
    writer.setup(election, trustees, credentials)
    return fingerprint(CODECS[1].write_election(election))
