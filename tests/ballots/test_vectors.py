"""Known answers: the files other programs are tested against say what this program computes."""

import json

import pytest

from sandoq.engines.ballots.groups.registry import group_named
from sandoq.engines.ballots.hashing import fingerprint
from sandoq.engines.ballots.model import ElectionContext, HomomorphicAnswer
from sandoq.engines.ballots.reference import ReferenceEngine
from tests.ballots.archives import CODEC
from tests.ballots.vectors import BUILDERS, FOLDER, text_of

GROUP = group_named("Ed25519")


@pytest.mark.parametrize("name", BUILDERS)
def test_a_file_of_known_answers_is_what_the_program_computes(name: str) -> None:
    """A difference is a break of the protocol, or a deliberate change of the file."""
    assert (FOLDER / f"{name}.json").read_text(encoding="utf-8") == text_of(name)


@pytest.mark.parametrize("case", json.loads((FOLDER / "ballots.json").read_text(encoding="utf-8")))
def test_the_known_ballots_are_valid_and_hold_the_vote(case: dict[str, object]) -> None:
    """Decrypted with the private key beside them."""
    data = str(case["election"]).encode()
    election = CODEC.read_election(data)
    key, phi = election.public_key, fingerprint(data)
    context = ElectionContext(GROUP, election.uuid, phi, key, election.questions)
    ballot = CODEC.ballot_reader(context).read(str(case["ballot"]).encode())
    assert list(ReferenceEngine(context).faults(ballot)) == []
    opened = []
    for question, answer in zip(election.questions, ballot.answers, strict=True):
        if isinstance(answer, HomomorphicAnswer):
            texts = answer.choices
            plain = [opens(case, a, b) for a, b in zip(texts[::2], texts[1::2], strict=True)]
            opened.append([int(not GROUP.equal(m, GROUP.identity)) for m in plain])
        else:
            plain = [opens(case, answer.choice.alpha, answer.choice.beta)]
            opened.append(GROUP.extract(plain[0], len(question.answers)))
    assert opened == case["vote"]


def opens(case: dict[str, object], alpha: str, beta: str) -> object:
    factor = GROUP.power(GROUP.decode(alpha), int(str(case["private_key"])))
    return GROUP.multiply(GROUP.decode(beta), GROUP.invert(factor))
