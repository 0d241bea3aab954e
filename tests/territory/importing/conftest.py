"""The messy workbooks are written once for all tests of the import."""

import pytest

from tests.messy_workbooks import Mess, messy_workbooks


@pytest.fixture(scope="session")
def mess() -> Mess:
    return messy_workbooks()
