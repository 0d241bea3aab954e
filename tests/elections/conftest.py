"""What most tests of elections begin with: a small land, its headquarters, and a contest."""

import pytest

from sandoq.apps.accounts.models import User
from sandoq.apps.elections.models import Contest
from tests.elections.builders import Land, a_contest_by, a_land, an_election_by, the_headquarters


@pytest.fixture
def land() -> Land:
    return a_land()


@pytest.fixture
def boss(land: Land) -> User:
    return the_headquarters(land)


@pytest.fixture
def contest(boss: User) -> Contest:
    return a_contest_by(boss, an_election_by(boss))
