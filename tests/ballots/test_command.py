"""`sandoq ballots …` and `sandoq verify`, from the codes to the result, as a person calls them."""

import argparse
import json
from pathlib import Path

import pytest

from sandoq.engines.ballots.command import add_parsers

QUESTIONS = [
    {"answers": ["a"], "blank": True, "min": 1, "max": 1, "question": "q"},
    {"type": "NonHomomorphic", "value": {"answers": ["x", "y"], "question": "r"}},
]


class Shell:
    """Runs the verbs in this process."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys
        self._parser = argparse.ArgumentParser()
        add_parsers(self._parser.add_subparsers(required=True))
        self.errors = ""

    def __call__(self, line: str, status: int = 0) -> str:
        words = [str(self.folder / w[1:]) if w.startswith("@") else w for w in line.split()]
        arguments = self._parser.parse_args(words)
        found = arguments.run(arguments)
        out, self.errors = self._capsys.readouterr()
        assert found == status, (line, out, self.errors)
        return out

    def file(self, name: str, value: object) -> None:
        text = value if isinstance(value, str) else json.dumps(value)
        (self.folder / name).write_text(text, encoding="utf-8")


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


def threshold_ceremony(shell: Shell) -> None:
    """Three trustees of whom two open."""
    seat = "ballots trustee {} --board @board --key @t{}.key"
    for i in (1, 2, 3):
        shell(seat.format("certify", i) + f" --size 3 --threshold 2 --index {i}")
    shell(seat.format("commit", 1))
    shell(seat.format("reveal", 1), status=1)
    assert 'ceremony-refused: {"step": "commitment", "trustee": 2' in shell.errors
    for i in (2, 3):
        shell(seat.format("commit", i))
    for step in ("reveal", "conclude"):
        for i in (1, 2, 3):
            shell(seat.format(step, i))
    shell("ballots trustee assemble --board @board --public @ped.json")


def test_an_election_from_the_codes_to_the_result(shell: Shell) -> None:
    how = "--engine reference"
    out = shell("ballots credentials --count 2 --codes @codes --public @public.json")
    uuid = out.split()[1]
    shell("ballots trustee single --name Server --key @s.key --public @s.json")
    threshold_ceremony(shell)
    shell("ballots trustee list @s.json @ped.json -o @trustees.json")
    shell.file("questions.json", QUESTIONS)
    setup = f"ballots setup --uuid {uuid} --name N --questions @questions.json"
    setup += " --trustees @trustees.json --credentials @public.json -o @e.bel"
    shell(setup)
    shell(setup, status=1)
    assert shell.errors.startswith("sandoq: file:")

    for number, code in enumerate((shell.folder / "codes").read_text().split()):
        shell.file("code", code)
        shell.file("vote", [[0, 1], [number, 7]])
        tracker = shell("ballots cast @e.bel --code @code --vote @vote").split()[1]
        assert len(tracker) == 43
    shell.file("vote", [[1, 1], [1, 7]])
    shell("ballots cast @e.bel --code @code --vote @vote", status=1)
    assert "bad-vote" in shell.errors

    shell(f"ballots result @e.bel {how}", status=1)
    assert "out-of-order" in shell.errors
    assert shell(f"ballots tally @e.bel {how}") == "num_tallied=2 total_weight=2\n"
    shell(f"ballots decrypt @e.bel --owner 1 --key @s.key {how}", status=1)
    for step in ("--owner 1", "--owner 4", "--end"):
        shell(f"ballots shuffle @e.bel {step} {how}")
    shell(f"ballots decrypt @e.bel --owner 1 --key @s.key {how}")
    shell(f"ballots decrypt @e.bel --owner 2 --key @t3.key {how}", status=1)
    assert "not-this-trustee" in shell.errors
    for owner, key in ((3, "t2"), (4, "t3")):
        shell(f"ballots decrypt @e.bel --owner {owner} --key @{key}.key {how}")
    assert "question 1: 0 2" in shell(f"ballots result @e.bel {how}")

    report = json.loads(shell(f"verify @e.bel --json {how}"))
    assert report["valid"]
    assert report["result"][0] == [0, 2]
    assert sorted(report["result"][1]) == [[0, 7], [1, 7]]
    assert "valid\n" in shell(f"verify @e.bel {how}")
    shell(f"ballots hints @e.bel {how} -o @hints", status=1)
    assert "hints-unsupported" in shell.errors
    assert not (shell.folder / "hints").exists()


def test_private_files_are_for_their_owner_only(shell: Shell) -> None:
    shell("ballots credentials --count 1 --codes @codes --public @public.json")
    shell("ballots trustee single --key @s.key --public @s.json")
    for name in ("codes", "s.key"):
        assert (shell.folder / name).stat().st_mode & 0o777 == 0o600
    shell("ballots credentials --count 1 --codes @codes --public @public.json", status=1)


def test_a_damaged_archive_gets_nothing_appended(shell: Shell) -> None:
    """And the findings are on standard error with their numbers."""
    uuid = shell("ballots credentials --count 1 --codes @c --public @p").split()[1]
    shell("ballots trustee single --key @s.key --public @s.json")
    shell("ballots trustee list @s.json -o @t.json")
    shell.file("q.json", QUESTIONS[:1])
    shell(
        f"ballots setup --uuid {uuid} --name N --questions @q.json --trustees @t.json"
        " --credentials @p -o @e.bel"
    )
    path = shell.folder / "e.bel"
    damaged = path.read_bytes()[:-1] + b"x"
    path.write_bytes(damaged)
    shell("ballots tally @e.bel --engine reference", status=1)
    assert "305 record-padding" in shell.errors
    assert path.read_bytes() == damaged
    assert "305 record-padding" in shell("verify @e.bel --engine reference", status=1)
    assert "301 unreadable" in shell("verify @nothing.bel", status=2)


@pytest.mark.parametrize("weights", ["1\n0\n", "-1", "x", "1.5"])
def test_weights_are_positive_whole_numbers(shell: Shell, weights: str) -> None:
    shell.file("w", weights)
    shell("ballots credentials --weights @w --codes @c --public @p", status=1)
    assert "malformed" in shell.errors


def test_key_files_of_another_kind_are_refused(shell: Shell) -> None:
    for content in ("", "[]", '{"kind":"other"}'):
        shell.file("k", content)
        shell("ballots trustee commit --board @b --key @k", status=1)
        assert "bad-key-file" in shell.errors
