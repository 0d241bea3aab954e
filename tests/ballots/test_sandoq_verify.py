"""`sandoq verify` and `sandoq ballots hints` in processes of their own, as an auditor runs them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ballots.archives import write
from tests.ballots.elections import finished, make

pytestmark = pytest.mark.processes

VALID, INVALID, UNREADABLE = 0, 1, 2


def sandoq(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        [sys.executable, "-m", "sandoq.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = make()
    for voter, vote in enumerate(([1, 0], [0, 1], [1, 0])):
        made.cast(voter, [vote])
    return write(tmp_path_factory.mktemp("archive"), finished(made))


def test_a_valid_archive_exits_0_with_its_result(archive: Path) -> None:
    done = sandoq("verify", archive, "--json", "--jobs", "2", "--engine", "reference")
    assert done.returncode == VALID, done.stderr
    report = json.loads(done.stdout)
    assert report["valid"]
    assert report["result"] == [[2, 1]]
    assert done.stderr == ""


def test_an_invalid_archive_exits_1_with_numbered_findings(archive: Path, tmp_path: Path) -> None:
    data = bytearray(archive.read_bytes())
    data[data.index(b'"challenge":"') + 15] ^= 1
    spoiled = tmp_path / "spoiled.bel"
    spoiled.write_bytes(data)
    done = sandoq("verify", spoiled, "--engine", "reference")
    assert done.returncode == INVALID
    assert any(line[:4].strip().isdigit() for line in done.stdout.splitlines())
    assert "invalid" in done.stdout.splitlines()


@pytest.mark.parametrize("content", [b"", b"hello", bytes(512), os.urandom(2000)])
def test_what_is_no_archive_exits_2(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "nothing.bel"
    path.write_bytes(content)
    done = sandoq("verify", path)
    assert done.returncode == UNREADABLE
    assert done.stdout.endswith("unreadable\n")
    assert "Traceback" not in done.stderr


def test_a_missing_file_exits_2(tmp_path: Path) -> None:
    assert sandoq("verify", tmp_path / "missing.bel").returncode == UNREADABLE


def test_hints_are_written_and_used(archive: Path, tmp_path: Path) -> None:
    """And another election's hints are only noticed."""
    hints = tmp_path / "hints"
    written = sandoq("ballots", "hints", archive, "-o", hints)
    assert written.returncode == 0, written.stderr
    done = sandoq("verify", archive, "--hints", hints)
    assert (done.returncode, done.stderr) == (VALID, "")
    assert "engine numba/" in done.stdout
    hints.write_bytes(hints.read_bytes()[:-1])
    done = sandoq("verify", archive, "--hints", hints)
    assert done.returncode == VALID
    assert "hints-ignored" in done.stderr


@pytest.mark.parametrize("address", ["127.0.0.1:1", "nowhere", "a:b"])
def test_a_cluster_that_does_not_answer_is_refused_at_once(archive: Path, address: str) -> None:
    """Ray itself would try for many minutes."""
    pytest.importorskip("ray", reason="Ray is not installed (extra `ray`)")
    done = sandoq("verify", archive, "--ray", address, "--engine", "reference")
    assert done.returncode == UNREADABLE
    assert done.stderr.startswith("sandoq: cluster-unavailable")


def test_a_ray_cluster_finds_the_same(archive: Path) -> None:
    """A real cluster of this machine; one worker for each of its processors."""
    pytest.importorskip("ray", reason="Ray is not installed (extra `ray`)")
    done = sandoq("verify", archive, "--json", "--ray", "local", "--engine", "reference")
    assert done.returncode == VALID, done.stderr
    assert json.loads(done.stdout)["result"] == [[2, 1]]
