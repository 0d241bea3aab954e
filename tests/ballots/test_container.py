"""The container has one form only: any changed byte is noticed, anything malformed is refused."""

import os
import random
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandoq.engines.ballots.codec.registry import CODECS
from sandoq.engines.ballots.container import ContainerReader, header_block, record_bytes
from sandoq.engines.ballots.errors import ArchiveRefused
from sandoq.engines.ballots.model import HomomorphicQuestion
from sandoq.engines.ballots.verify import verify_archive
from sandoq.engines.ballots.writer import ArchiveWriter, read_head
from tests.ballots.archives import SECONDS, archive_bytes, steps_of
from tests.ballots.elections import finished, make

MUTATIONS = 10_000


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smallest finished election: one voter, one ballot, one answer."""
    made = make(questions=[HomomorphicQuestion("q", ("a",), 0, 1)], voters=1)
    made.cast(0, [[1]])
    path = tmp_path_factory.mktemp("tiny") / "tiny.bel"
    path.write_bytes(archive_bytes(finished(made)))
    return path


def test_no_single_changed_byte_is_accepted(tiny: Path, tmp_path: Path) -> None:
    """Bodies, names, header fields, padding: every byte is determined by the others."""
    data = bytearray(tiny.read_bytes())
    assert verify_archive(tiny, engine="reference").is_valid
    source = random.Random(8)
    path = tmp_path / "changed.bel"
    path.write_bytes(data)
    accepted = []
    with path.open("r+b", buffering=0) as file:
        for _ in range(MUTATIONS):
            place, change = source.randrange(len(data)), source.randrange(1, 256)
            os.pwrite(file.fileno(), bytes([data[place] ^ change]), place)
            if verify_archive(path, engine="reference").exit_status == 0:
                accepted.append((place, change))
            os.pwrite(file.fileno(), bytes([data[place]]), place)
    assert accepted == []
    assert path.read_bytes() == data


def test_every_cut_is_noticed(tiny: Path, tmp_path: Path) -> None:
    data = tiny.read_bytes()
    path = tmp_path / "cut.bel"
    for size in [0, 1, 511, 512, 513, 1023, *range(1024, len(data), 512), len(data) - 1]:
        path.write_bytes(data[:size])
        report = verify_archive(path, engine="reference")
        assert report.exit_status in {1, 2}
        assert report.findings


def test_bytes_after_the_last_record_are_refused(tiny: Path, tmp_path: Path) -> None:
    """Not even tar's own end-of-archive blocks: the file must stay extensible and unique."""
    path = tmp_path / "longer.bel"
    for tail in (b"\0", bytes(1024), b"x" * 512):
        path.write_bytes(tiny.read_bytes() + tail)
        assert verify_archive(path, engine="reference").exit_status == 1


def test_an_archive_is_a_tar_file(tiny: Path) -> None:
    names = subprocess.run(["tar", "tf", tiny], capture_output=True, text=True, check=False)
    lines = names.stdout.split()
    assert lines[0] == "BELENIOS"
    assert len(lines) == len(set(lines)) == 1 + 4 + 1 + 2 + 1 + 3 + 3 + 2


def test_an_archive_is_reproducible_from_its_records(tiny: Path, tmp_path: Path) -> None:
    """Whoever has the records has the file: the tools check the same."""
    writer = ArchiveWriter.create(tmp_path / "again.bel", seconds=SECONDS)
    for step in steps_of(tiny):
        writer._append(step.kind, step.bodies)
    assert (tmp_path / "again.bel").read_bytes() == tiny.read_bytes()
    assert read_head(tmp_path / "again.bel") == read_head(tiny) == writer.head


def test_an_archive_is_never_overwritten(tiny: Path) -> None:
    with pytest.raises(FileExistsError):
        ArchiveWriter.create(tiny, seconds=SECONDS)


def test_a_header_of_another_time_is_noticed(tiny: Path, tmp_path: Path) -> None:
    """The first record's own time must be that of its body."""
    path = tmp_path / "time.bel"
    body = CODECS[1].write_header(SECONDS)
    path.write_bytes(record_bytes("BELENIOS", body, SECONDS + 1))
    report = verify_archive(path, engine="reference")
    assert report.findings[0].number == 307


@pytest.mark.parametrize(
    ("name", "size"), [("x" * 64 + ".data.json", 8**11 - 1), ("BELENIOS", 8**11 - 1)]
)
def test_a_record_that_claims_gigabytes_takes_none(
    tiny: Path, tmp_path: Path, name: str, size: int
) -> None:
    path = tmp_path / "huge.bel"
    prefix = b"" if name == "BELENIOS" else tiny.read_bytes()[:1024]
    path.write_bytes(prefix + header_block(name, size, SECONDS) + bytes(512))
    assert verify_archive(path, engine="reference").exit_status in {1, 2}


@given(st.binary(max_size=3000))
@settings(max_examples=200, deadline=None)
def test_no_bytes_crash_the_container_reader(tmp_path_factory: object, data: bytes) -> None:
    path = Path(tmp_path_factory.getbasetemp()) / "random.bel"  # type: ignore[attr-defined]
    path.write_bytes(data)
    with path.open("rb") as stream, suppress(ArchiveRefused):
        records = list(ContainerReader(stream))
        assert records == [] or data.startswith(b"BELENIOS")


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_reordering_of_blocks_crashes_the_verifier(tiny: Path, data: st.DataObject) -> None:
    """Whole blocks cut, repeated and swapped: framing stays plausible, meaning does not."""
    original = tiny.read_bytes()
    blocks = [original[place : place + 512] for place in range(0, len(original), 512)]
    order = data.draw(st.lists(st.integers(0, len(blocks) - 1), max_size=2 * len(blocks)))
    spliced = b"".join(blocks[place] for place in order)
    path = tiny.with_name("spliced.bel")
    path.write_bytes(spliced)
    report = verify_archive(path, engine="reference")
    assert report.exit_status == 0 if spliced == original else report.exit_status in {1, 2}
