"""What most tests of the register begin with: a province, its head, and a district of Babol."""

import pytest

from sandoq.apps.accounts.models import User
from sandoq.apps.territory.models import Unit
from tests.factories import a_county, a_district, a_province, a_user


@pytest.fixture
def province(db: None) -> Unit:
    return a_province()


@pytest.fixture
def district(province: Unit) -> Unit:
    return a_district(county=a_county("بابل", province))


@pytest.fixture
def head(province: Unit) -> User:
    return a_user("province-head", province)
