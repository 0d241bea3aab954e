"""The verifier's promises: exit status, JSON, processes, policy, memory, and malformed files."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandoq.engines.ballots.choice import KERNEL, EngineUnavailable, choose_engine
from sandoq.engines.ballots.findings import FINDINGS, FindingLog, finding
from sandoq.engines.ballots.model import HomomorphicQuestion, NonHomomorphicQuestion, Question
from sandoq.engines.ballots.verify import Policy, ballots, verify_archive
from tests.ballots.archives import archive_bytes, write
from tests.ballots.elections import Made, begun, finished, make, single_keys


@pytest.fixture(scope="module")
def made() -> Made:
    """Five ballots of four voters; two homomorphic questions."""
    questions = [
        HomomorphicQuestion("q", ("a", "b"), 0, 1),
        HomomorphicQuestion("r", ("c",), 1, 1, blank=True),
    ]
    election = make(questions=questions, voters=5)
    for voter, vote in ((0, [1, 0]), (1, [0, 1]), (2, [0, 0]), (3, [1, 0]), (0, [0, 1])):
        election.cast(voter, [vote, [vote[0], 1 - vote[0]]])
    return election


@pytest.fixture(scope="module")
def archive(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("verify"), finished(made))


def test_a_report_says_what_was_counted(archive: Path, made: Made) -> None:
    report = verify_archive(archive, engine="reference")
    assert report.is_valid
    assert report.exit_status == 0
    assert report.fingerprint == made.context.fingerprint
    assert report.result == ((1, 2), (1, 3))
    assert report.counts == {
        "events": 10,
        "ballots": 5,
        "shuffles": 0,
        "partial_decryptions": 1,
        "credentials": 5,
        "num_tallied": 4,
        "total_weight": 4,
    }
    assert json.loads(json.dumps(report.as_json()))["valid"] is True


def test_progress_reaches_its_total(archive: Path) -> None:
    seen: dict[str, tuple[int, int]] = {}
    verify_archive(
        archive,
        engine="reference",
        progress=lambda stage, done, total: seen.update({stage: (done, total)}),
    )
    assert set(seen) == {"read", "ballots", "decryptions"}
    assert all(done == total for done, total in seen.values())


@pytest.mark.processes
def test_several_processes_find_the_same(
    made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batches go to other processes and come back in order, findings and tally alike."""
    monkeypatch.setattr(ballots, "BATCH", 2)
    honest, forged = finished(made), begun(made)
    forged[3].bodies = [forged[1].bodies[0].replace(b'"response":"', b'"response":"0', 1)]
    paths = [write(tmp_path / "honest", honest), write(tmp_path / "forged", forged)]
    for path in paths:
        one = verify_archive(path, engine="reference")
        two = verify_archive(path, engine="reference", jobs=2)
        assert one == two
    assert [found.number for found in two.findings] == [801, 1209]
    assert two.findings[0].place == {"event": 3, "ballot": 3}


def test_an_unfinished_archive_is_valid_only_where_that_is_allowed(
    made: Made, tmp_path: Path
) -> None:
    """During the vote anybody may check the board so far."""
    steps = finished(made)
    for length in (1, 3, 8, 9):
        path = write(tmp_path / str(length), steps[:length])
        early = verify_archive(path, engine="reference", policy=Policy(unfinished=True))
        assert early.is_valid
        assert early.result is None
    assert [f.code for f in verify_archive(path, engine="reference").findings] == ["unfinished"]


def test_a_policy_that_is_met_finds_nothing(archive: Path, made: Made) -> None:
    report = verify_archive(archive, engine="reference")
    policy = Policy(
        least_tallied=4,
        expected_ballots=5,
        expected_fingerprint=made.context.fingerprint,
        seen_event=report.head,
    )
    assert verify_archive(archive, engine="reference", policy=policy).is_valid


def test_an_election_without_ballots_is_valid(tmp_path: Path) -> None:
    """The tally is of identities; nothing divides by zero."""
    path = write(tmp_path, finished(make(voters=2)))
    assert verify_archive(path, engine="reference").result == ((0, 0),)


@pytest.mark.parametrize("what", ["missing", "folder", "pipe", "empty", "text", "other version"])
def test_what_is_no_archive_is_unreadable(tmp_path: Path, what: str) -> None:
    path = tmp_path / "x.bel"
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        os.mkfifo(path)
    elif what == "other version":
        data = archive_bytes([]).replace(b'{"version":1', b'{"version":2')
        path.write_bytes(data)
    elif what != "missing":
        path.write_bytes({"empty": b"", "text": b"hello\n" * 999}[what])
    report = verify_archive(path)
    assert report.exit_status == 2
    assert report.findings[0].number in {301, 302}
    assert not report.is_valid


def test_only_the_first_hundred_faults_of_a_kind_are_kept() -> None:
    """A million faulty ballots must not fill the memory."""
    log = FindingLog()
    log.extend(finding("ballot-signature", {"ballot": i}) for i in range(250))
    log.add(finding("unreadable"))
    assert len(log.in_order()) == 101
    assert log.in_order()[0].code == "unreadable"
    assert log.omitted == {"ballot-signature": 150}


def test_beyond_a_limit_invalid_ballots_are_not_named(made: Made, tmp_path: Path) -> None:
    """Naming a fault costs the slow reference; refusing does not."""
    swapped = [made.signed(1, made.answers(0, [[1, 0], [0, 1]])) for _ in range(2)]
    steps = begun(made)[:1] + [type(begun(made)[0])("Ballot", [b]) for b in swapped]
    policy = Policy(unfinished=True, most_named=1)
    report = verify_archive(write(tmp_path, steps), engine="reference", policy=policy)
    by_ballot = {(f.place["ballot"], f.code) for f in report.findings}
    assert (2, "ballot-invalid") in by_ballot
    assert (1, "ballot-individual-proof") in by_ballot
    assert (2, "ballot-individual-proof") not in by_ballot


def test_the_table_of_findings_is_numbered_in_order() -> None:
    numbers = [kind.number for kind in FINDINGS.values()]
    assert len(set(numbers)) == len(numbers)
    assert numbers == sorted(numbers)
    assert all(kind.sentence.endswith(".") for kind in FINDINGS.values())


def test_a_useless_hints_file_is_only_noticed(archive: Path, tmp_path: Path) -> None:
    """Hints are trusted for nothing, not even for being hints."""
    for content in (b"", b"sandoq-hints/1 x 3 4\n", b"\xff" * 5000):
        hints = tmp_path / "hints"
        hints.write_bytes(content)
        report = verify_archive(archive, engine="reference", hints=hints)
        assert report.is_valid
        assert [notice.code for notice in report.notices] == ["hints-ignored"]


# engines


def test_without_numba_the_reference_verifies_and_says_so(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, KERNEL, None)  # as if it could not be imported
    chosen = choose_engine(made.context)
    assert chosen.engine.name == "reference"
    assert chosen.notice is not None
    assert chosen.notice.code == "numba-missing"
    assert choose_engine(made.context, "reference").notice is None
    with pytest.raises(EngineUnavailable):
        choose_engine(made.context, "numba")


def test_importing_the_engine_loads_neither_django_nor_numba() -> None:
    code = (
        "import sys, sandoq.engines.ballots, sandoq.engines.ballots.verify,"
        " sandoq.engines.ballots.actions, sandoq.engines.ballots.command;"
        "print([n for n in ('django', 'numba', 'numpy', 'llvmlite') if n in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_the_verifier_does_not_load_what_holds_secrets() -> None:
    """An auditor's program has no business with private keys."""
    code = (
        "import sys, sandoq.engines.ballots.verify;"
        "print([n for n in sys.modules if 'secret_side' in n or n.startswith('nacl')])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


# property: whatever the writer writes, the verifier accepts, and the result is the votes' sum


@st.composite
def elections(draw: st.DrawFn) -> tuple[Made, list[tuple[int, list[list[int]]]]]:
    """An election of one to three questions with votes of up to three voters."""
    questions: list[Question] = []
    for number in range(draw(st.integers(1, 2))):
        size = draw(st.integers(1, 3))
        answers = tuple(f"answer {i}" for i in range(size))
        if draw(st.booleans()):
            low = draw(st.integers(0, size))
            high = draw(st.integers(low, size))
            blank = draw(st.booleans())
            questions.append(HomomorphicQuestion(f"q{number}", answers, low, high, blank))
        else:
            questions.append(NonHomomorphicQuestion(f"q{number}", answers))
    raw = any(isinstance(q, NonHomomorphicQuestion) for q in questions)
    weights = [1 if raw else draw(st.integers(1, 5)) for _ in range(draw(st.integers(1, 3)))]
    made = make(
        questions=questions, weights=weights, keys=single_keys(make().arithmetic, 2 if raw else 1)
    )
    turns = draw(st.lists(st.integers(0, len(weights) - 1), max_size=4))
    return made, [(voter, [draw_vote(draw, q) for q in questions]) for voter in turns]


def draw_vote(draw: st.DrawFn, question: Question) -> list[int]:
    size = len(question.answers)
    if isinstance(question, NonHomomorphicQuestion):
        return draw(st.lists(st.integers(0, 255), min_size=size, max_size=size))
    if question.blank and draw(st.booleans()):
        return [1] + [0] * size
    total = draw(st.integers(question.minimum, question.maximum))
    chosen = draw(st.permutations([1] * total + [0] * (size - total)))
    return [0] * question.blank + list(chosen)


@given(elections())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_the_writer_writes_the_verifier_accepts(
    tmp_path_factory: pytest.TempPathFactory,
    case: tuple[Made, list[tuple[int, list[list[int]]]]],
) -> None:
    made, turns = case
    for voter, vote in turns:
        made.cast(voter, vote)
    path = write(tmp_path_factory.mktemp("property"), finished(made))

    report = verify_archive(path, engine="reference")

    assert report.findings == ()
    assert report.result is not None
    counted = dict(turns)
    for index, question in enumerate(made.context.questions):
        votes = [(made.voters[v].weight, vote[index]) for v, vote in counted.items()]
        row = report.result[index]
        if isinstance(question, HomomorphicQuestion):
            sums = [sum(w * vote[i] for w, vote in votes) for i in range(question.entries)]
            assert list(row) == sums
        else:
            assert sorted(row) == sorted(tuple(vote) for _, vote in votes)
