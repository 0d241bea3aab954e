"""The scene of the readiness room, forty days before its election."""

from collections.abc import Iterator

import pytest

from tests.obstacles.scene import on_day
from tests.readiness.scene import Scene, a_scene


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    with on_day(0):
        yield a_scene()
