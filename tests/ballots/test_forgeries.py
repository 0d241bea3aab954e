"""Every forgery is rejected, and exactly for what it is."""

from pathlib import Path

import pytest

from sandoq.engines.ballots.verify import verify_archive
from tests.ballots.archives import write
from tests.ballots.elections import finished
from tests.ballots.forging import FORGERIES, Forgery, choosing, ranking


@pytest.mark.parametrize("forgery", FORGERIES, ids=[forgery.name for forgery in FORGERIES])
def test_a_forged_archive_is_rejected(tmp_path: Path, forgery: Forgery) -> None:
    """The findings are those of the lie and no others: an auditor learns what was done."""
    path = write(tmp_path, forgery.forge())

    report = verify_archive(path, engine="reference", policy=forgery.policy)

    assert report.exit_status == 1
    assert report.result is None
    assert {found.number for found in report.findings} == set(forgery.numbers)


def test_the_table_of_forgeries_is_long_enough() -> None:
    assert len(FORGERIES) >= 30
    assert len({forgery.name for forgery in FORGERIES}) == len(FORGERIES)


@pytest.mark.parametrize("honest", [choosing, ranking])
def test_what_the_forgeries_start_from_is_valid(tmp_path: Path, honest: object) -> None:
    report = verify_archive(write(tmp_path, finished(honest())), engine="reference")  # type: ignore[operator]
    assert report.findings == ()
    assert report.result is not None
