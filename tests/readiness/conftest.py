"""The scene, one month before its polling day."""

from collections.abc import Iterator

import pytest
import time_machine
from hypothesis import settings

from tests.readiness.scene import AT, Scene, a_scene

# The machine may be busy; a slow example is no failure.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands still until a test moves it."""
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def scene(db: None, clock: time_machine.Traveller) -> Scene:
    """Two counties, their people, and published rules."""
    return a_scene()
