"""Archives of ours before belenios-tool, and the tool's before us; both programs really run.

Debian 12 has 2.0, without Ed25519. A newer one, from Debian sid, is used where it is at hand.
"""

from pathlib import Path

import pytest

from sandoq.engines.ballots.groups.registry import group_named
from sandoq.engines.ballots.model import HomomorphicQuestion, NonHomomorphicQuestion, Question
from sandoq.engines.ballots.secret_side.credentials import public_of
from sandoq.engines.ballots.secret_side.registry import secrets_in
from sandoq.engines.ballots.verify import Policy, verify_archive
from tests.ballots.archives import UUID, write
from tests.ballots.belenios_tool import NEWER, Tool, needs_newer_tool, needs_tool
from tests.ballots.elections import Made, finished, joined, make, single_keys, threshold_keys

PLAIN = HomomorphicQuestion("q", ("a", "b", "c"), 0, 2)
BLANK = HomomorphicQuestion("‹r\x7f\x01›", ("آ", 'b"'), 1, 1, blank=True)
RAW = NonHomomorphicQuestion("s", ("x", "y", "z"))


def an_election(
    group: str, questions: list[Question], *, threshold: bool, weights: list[int] | None = None
) -> Made:
    """Two or four trustees; every voter votes, the first one twice."""
    arithmetic = make(group=group).arithmetic
    keys = single_keys(arithmetic, 1 if threshold else 2)
    if threshold:
        keys = joined(keys, threshold_keys(arithmetic, 2, 3))
    made = make(group=group, questions=questions, keys=keys, voters=3, weights=weights)
    votes = {PLAIN: [[1, 0, 1], [0, 0, 0], [0, 1, 0]], BLANK: [[1, 0, 0], [0, 0, 1], [0, 1, 0]]}
    raw = [[1, 2, 3], [255, 0, 0], [0, 0, 0]]
    for turn, voter in enumerate((0, 1, 2, 0)):
        made.cast(voter, [votes.get(q, raw)[(voter + turn) % 3] for q in questions])
    return made


@needs_tool
@pytest.mark.parametrize(
    ("group", "questions", "threshold", "weights"),
    [
        ("BELENIOS-2048", [PLAIN, BLANK], False, None),
        ("BELENIOS-2048", [BLANK], True, [3_000_000_000, 1, 7]),
        ("RFC-3526-2048", [RAW], True, None),
    ],
    ids=["blank and revotes", "threshold and weights", "shuffles and threshold"],
)
def test_the_tool_accepts_our_archives(
    tmp_path: Path,
    group: str,
    questions: list[Question],
    threshold: bool,
    weights: list[int] | None,
) -> None:
    made = an_election(group, questions, threshold=threshold, weights=weights)
    owners = [1, 2, 4] if threshold else [1, 2]
    if weights:
        return_large_results(made)
    path = write(tmp_path / "ours", finished(made, owners=owners))
    assert verify_archive(path, engine="reference").findings == ()
    assert Tool(tmp_path / "theirs").accepts(path)


def return_large_results(made: Made) -> None:
    """Totals above 2^30 - 1 are texts in the result: make sure that one appears."""
    heavy = next(i for i, voter in enumerate(made.voters) if voter.weight > 2**30)
    made.cast(heavy, [[0, 1, 0]])


@needs_tool
def test_the_tool_refuses_what_we_refuse(tmp_path: Path) -> None:
    """The check of the checker: it would notice."""
    made = an_election("BELENIOS-2048", [PLAIN], threshold=False)
    honest = finished(made)
    lie = finished(made, ballots=made.ballots[:2])
    assert Tool(tmp_path / "a").accepts(write(tmp_path / "honest", honest))
    assert not Tool(tmp_path / "b").accepts(write(tmp_path / "lie", lie))


HOMOMORPHIC: list[dict[str, object]] = [
    {"answers": ["a", "b"], "blank": True, "min": 1, "max": 1, "question": "q"},
    {"answers": ["a", "b", "c"], "min": 0, "max": 2, "question": "r"},
]


@needs_tool
def test_we_accept_the_tools_archive_with_weights_and_revotes(tmp_path: Path) -> None:
    tool = Tool(tmp_path)
    codes = tool.credentials("BELENIOS-2048", weights=[2_000_000_000, 3])
    tool.single_trustees("BELENIOS-2048", 2)
    tool.begin("BELENIOS-2048", HOMOMORPHIC)
    tool.cast(codes[0], [[0, 1, 0], [1, 0, 1]])
    tool.cast(codes[1], [[1, 0, 0], [0, 0, 0]])
    tool.cast(codes[0], [[0, 0, 1], [1, 1, 0]])
    tool.close()
    for owner, key in enumerate(sorted(tmp_path.glob("*.privkey")), start=1):
        tool.decrypt(owner, key)

    report = verify_archive(tool.result(), engine="reference")

    assert report.findings == ()
    assert report.result == ((3, 0, 2_000_000_000), (2_000_000_000, 2_000_000_000, 0))


@needs_tool
def test_we_accept_the_tools_threshold_archive_and_say_that_it_is_unsigned(tmp_path: Path) -> None:
    """Version 2.0 does not sign the ceremony: accepted with a notice, refused by strict policy."""
    tool = Tool(tmp_path)
    codes = tool.credentials("BELENIOS-2048", count=1)
    tool.threshold_trustees("BELENIOS-2048", 2, 3)
    tool.single_trustees("BELENIOS-2048", 1)
    tool.begin("BELENIOS-2048", HOMOMORPHIC[1:])
    tool.cast(codes[0], [[1, 0, 1]])
    tool.close()
    (single,), keys = tmp_path.glob("*.privkey"), tool.threshold_files
    tool.decrypt(1, single)
    for owner in (2, 4):
        tool.decrypt(owner, keys[owner - 2])
    path = tool.result()

    report = verify_archive(path, engine="reference")
    strict = verify_archive(path, engine="reference", policy=Policy(legacy=False))

    assert report.findings == ()
    assert [notice.code for notice in report.notices] == ["legacy-trustees"]
    assert {found.code for found in strict.findings} == {
        "trustee-certificate",
        "trustee-agreement",
        "trustee-key-signature",
    }


@needs_tool
def test_we_accept_the_tools_shuffled_archive(tmp_path: Path) -> None:
    tool = Tool(tmp_path)
    group = "RFC-3526-2048"
    codes = tool.credentials(group, count=3)
    tool.single_trustees(group, 2)
    raw: dict[str, object] = {"answers": ["x", "y"], "question": "s"}
    tool.begin(group, [{"type": "NonHomomorphic", "value": raw}])
    for code, choices in zip(codes, ([1, 2], [3, 4], [255, 0]), strict=True):
        tool.cast(code, [choices])
    tool.close()
    tool.shuffle(1)
    tool.shuffle(2)
    tool.event("EndShuffles")
    for owner, key in enumerate(sorted(tmp_path.glob("*.privkey")), start=1):
        tool.decrypt(owner, key)

    report = verify_archive(tool.result(), engine="reference")

    assert report.findings == ()
    assert report.result is not None
    assert sorted(report.result[0]) == [(1, 2), (3, 4), (255, 0)]


@needs_tool
def test_codes_of_version_2_0_give_the_same_keys(tmp_path: Path) -> None:
    """15 characters, PBKDF2: a voter may keep an old code."""
    tool = Tool(tmp_path)
    codes = tool.credentials("BELENIOS-2048", count=3)
    arithmetic = secrets_in(group_named("BELENIOS-2048"))
    ours = {public_of(arithmetic, UUID, code) for code in codes}
    listed = (tmp_path / "public_creds.json").read_text()
    assert all(f'"{public},,' in listed for public in ours)


@needs_newer_tool
@pytest.mark.parametrize("threshold", [False, True], ids=["single", "threshold"])
def test_a_newer_tool_accepts_our_ed25519_archives(tmp_path: Path, threshold: bool) -> None:
    """The whole archive, and each ballot by itself on the archive cut after its Setup."""
    made = an_election("Ed25519", [PLAIN, BLANK, RAW], threshold=threshold)
    steps = finished(made, owners=[1, 2, 4] if threshold else [1, 2])
    assert Tool(tmp_path / "theirs", NEWER).accepts(write(tmp_path / "ours", steps))
    setup, one_by_one = write(tmp_path / "cut", steps[:1]), Tool(tmp_path / "ballots", NEWER)
    assert all(one_by_one.accepts_ballot(setup, ballot) for ballot in made.ballots)
    spoiled = made.ballots[0].replace(b'"response":"', b'"response":"1', 1)
    assert not one_by_one.accepts_ballot(setup, spoiled)


@needs_newer_tool
def test_we_accept_a_newer_tools_ed25519_archive(tmp_path: Path) -> None:
    """Signed threshold trustees, 22-character codes, blank, revotes, shuffles, strict policy."""
    tool = Tool(tmp_path, NEWER)
    codes = tool.credentials("Ed25519", count=3)
    tool.threshold_trustees("Ed25519", 2, 3)
    tool.single_trustees("Ed25519", 1)
    raw: dict[str, object] = {"answers": ["x", "y"], "question": "s"}
    tool.begin("Ed25519", [*HOMOMORPHIC, {"type": "NonHomomorphic", "value": raw}])
    for code, choices in zip(codes, ([1, 2], [3, 4], [255, 0]), strict=True):
        tool.cast(code, [[0, 1, 0], [1, 0, 1], choices])
    tool.cast(codes[0], [[1, 0, 0], [0, 0, 0], [9, 9]])
    tool.close()
    tool.shuffle(1)
    tool.shuffle(3)
    tool.event("EndShuffles")
    (single,) = tmp_path.glob("*.privkey")
    tool.decrypt(1, single)
    for owner in (2, 4):
        tool.decrypt(owner, tool.threshold_files[owner - 2])

    report = verify_archive(tool.result(), engine="reference", policy=Policy(legacy=False))

    assert report.findings == ()
    assert report.result is not None
    assert report.result[:2] == ((1, 2, 0), (2, 0, 2))
    assert sorted(report.result[2]) == [(3, 4), (9, 9), (255, 0)]
