"""The scene of most tests."""

import pytest

from tests.connectivity.scene import Scene, a_scene


@pytest.fixture
def scene(db: None) -> Scene:
    """A province with two counties and known operators, without stations."""
    return a_scene()
