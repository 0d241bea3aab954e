"""One JSON text for each record; every other spelling is a typed refusal, never a crash."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandoq.engines.ballots.codec.json_text import canonical, parse, parse_canonical
from sandoq.engines.ballots.codec.registry import CODECS
from sandoq.engines.ballots.errors import BallotRefused, Malformed
from sandoq.engines.ballots.groups.registry import group_named
from sandoq.engines.ballots.model import Credential, HomomorphicQuestion, NonHomomorphicQuestion
from tests.ballots.archives import CODEC
from tests.ballots.elections import Made, finished, joined, make, single_keys, threshold_keys

GROUP = group_named("Ed25519")

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def made() -> Made:
    """Both kinds of question, threshold and single trustees, a weight in the list."""
    arithmetic = make().arithmetic
    keys = joined(single_keys(arithmetic, 1), threshold_keys(arithmetic, 2, 2))
    questions = [
        HomomorphicQuestion("Who? ‹\x7f\x01›", ("حسن", 'a"\\'), 1, 2, blank=True),
        NonHomomorphicQuestion("order", ("x", "y", "z")),
    ]
    election = make(questions=questions, keys=keys)
    election.cast(0, [[0, 1, 1], [1, 2, 3]])
    election.cast(1, [[1, 0, 0], [0, 0, 255]])
    return election


@given(VALUES)
@settings(max_examples=200, deadline=None)
def test_a_value_has_one_text(value: object) -> None:
    data = canonical(value)  # type: ignore[arg-type]
    assert parse_canonical(data) == value
    assert json.loads(data) == value


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda t: t.encode(errors="replace")))
@settings(max_examples=300, deadline=None)
def test_no_bytes_crash_the_json_reader(data: bytes) -> None:
    try:
        value = parse_canonical(data)
    except Malformed as refusal:
        assert refusal.reason in {"not-json", "not-canonical"}
    else:
        assert canonical(value) == data


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":1}', "[1.0]", "[1e3]", "[NaN]", "[-Infinity]", "[00]", "[+1]", "\ufeff[]",
        "[1]\n", " []", '["\\u0041"]', '["\\/"]', '["\\ud800"]', "[-0]", "[" * 100_000,
        "[" + "9" * 5000 + "]", "[12345678901234567890]", '["\x7f"]', "", "nul", "{'a':1}",
    ],
)  # fmt: skip
def test_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse_canonical(text.encode(errors="surrogatepass"))


def test_control_characters_are_escaped_as_the_ocaml_tools_do() -> None:
    """Measured with belenios-tool 2.0, whose election fingerprint depends on it."""
    assert canonical('\x7f\x01/é\\"\b\f\x1f') == rb'"\u007f\u0001/' + "é".encode() + (
        rb'\\\"\b\f\u001f"'
    )


def records(made: Made) -> list[tuple[str, bytes, Callable[[bytes], object]]]:
    """(name, bytes, read and write again) of every kind of record."""
    questions, codec = made.context.questions, CODEC
    steps = {step.kind: step.bodies for step in finished(made)}
    setup, tally = steps["Setup"], steps["EncryptedTally"]
    trustees = codec.read_trustees(setup[1], GROUP)
    return [
        ("election", setup[0], lambda d: codec.write_election(codec.read_election(d))),
        ("trustees", setup[1], lambda d: codec.write_trustees(codec.read_trustees(d, GROUP))),
        ("setup", setup[3], lambda d: codec.write_setup(codec.read_setup(d))),
        (
            "credentials",
            setup[2],
            lambda d: codec.write_credentials(list(codec.read_credentials(d, GROUP))),
        ),
        ("tally", tally[0], lambda d: codec.write_tally(codec.read_tally(d, questions, GROUP))),
        ("sized", tally[1], lambda d: codec.write_sized_tally(codec.read_sized_tally(d))),
        (
            "shuffle",
            steps["Shuffle"][0],
            lambda d: codec.write_shuffle(codec.read_shuffle(d, GROUP)),
        ),
        ("owned", steps["Shuffle"][1], lambda d: codec.write_owned(codec.read_owned(d))),
        (
            "decryption",
            steps["PartialDecryption"][0],
            lambda d: codec.write_decryption(codec.read_decryption(d, GROUP)),
        ),
        (
            "result",
            steps["Result"][0],
            lambda d: codec.write_result(codec.read_result(d, questions)),
        ),
        (
            "ballot",
            made.ballots[0],
            lambda d: codec.write_ballot(made.context, codec.ballot_reader(made.context).read(d)),
        ),
        ("trustees again", codec.write_trustees(trustees), lambda d: d),
    ]


def test_every_record_reads_and_writes_to_the_same_bytes(made: Made) -> None:
    for name, data, again in records(made):
        assert again(data) == data, name


def test_no_mutation_of_a_record_crashes_its_reader(made: Made) -> None:
    """Values of a wrong type at every place of every record: a typed refusal or the same bytes."""
    for name, data, again in records(made):
        for spoiled in mutations(data):
            with suppress(Malformed, BallotRefused):
                assert again(spoiled) == spoiled, name


def mutations(data: bytes) -> list[bytes]:
    """The record with each of its first values replaced by something of another kind."""
    value = parse(data)
    spoiled: list[bytes] = []
    for path in paths(value)[:60]:
        for other in (None, True, 7, -1, "", "x", [], {}, [[]], "0" * 700, 2**60):
            copy = json.loads(data)
            holder = copy
            for key in path[:-1]:
                holder = holder[key]
            if path:
                holder[path[-1]] = other
            spoiled.append(canonical(copy if path else other))  # type: ignore[arg-type]
    return spoiled


def paths(value: object, prefix: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    found = [prefix]
    if isinstance(value, dict):
        for key in value:
            found += paths(value[key], (*prefix, key))
    elif isinstance(value, list):
        for place in range(min(len(value), 2)):
            found += paths(value[place], (*prefix, place))
    return found


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_changed_ballot_crashes_the_ballot_reader(made: Made, data: st.DataObject) -> None:
    """Random edits of a ballot's bytes are refused with a finding.

    Only the signature's two numbers can be others in a well-formed ballot, for its hash covers all
    the rest; whether they are right is the arithmetic's business.
    """
    original = made.ballots[0]
    start = data.draw(st.integers(0, len(original)))
    end = data.draw(st.integers(start, min(len(original), start + 40)))
    spoiled = original[:start] + data.draw(st.binary(max_size=12)) + original[end:]
    reader = CODEC.ballot_reader(made.context)
    if spoiled == original:
        return
    reader.credential_of(spoiled)
    try:
        ballot = reader.read(spoiled)
    except BallotRefused as refusal:
        assert 801 <= refusal.finding.number <= 805
    else:
        honest = reader.read(original)
        assert ballot.signature != honest.signature
        assert replace(ballot, signature=honest.signature) == honest


@pytest.mark.parametrize(
    "text",
    ["", "[", "]", "[]]", '["x"]', "[1]", '[ "{g}"]', '["{g}",]', '[,"{g}"]', '["{g}" ,"{g}"]',
     '["{g},"]', '["{g},0"]', '["{g},01"]', '["{g},+1"]', '["{g},1,Ali"]', '["{g}"]\n', '["{g}"',
     '["{g}","{g}"', '["{g}"["{g}"]'],
)  # fmt: skip
def test_credentials_have_one_form(text: str) -> None:
    data = text.replace("{g}", GROUP.encode(GROUP.generator)).encode()
    with pytest.raises(Malformed):
        list(CODECS[1].read_credentials(data, GROUP))


def test_weights_are_written_only_where_they_matter() -> None:
    text = GROUP.encode(GROUP.generator)
    plain = [Credential(text), Credential(text)]
    assert CODEC.write_credentials(plain) == f'["{text}","{text}"]'.encode()
    weighted = [Credential(text), Credential(text, 3)]
    assert CODEC.write_credentials(weighted) == f'["{text},1","{text},3"]'.encode()
    assert list(CODEC.read_credentials(CODEC.write_credentials(weighted), GROUP)) == weighted


@pytest.mark.parametrize("text", ["null", "{}", '[["Double",{}]]', '[["Single",{}]]', "[]", "[[]]"])
def test_trustees_of_another_form_are_refused(text: str) -> None:
    with pytest.raises(Malformed):
        CODEC.read_trustees(text.encode(), GROUP)
