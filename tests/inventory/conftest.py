"""The scene of the inventory's tests."""

import pytest
from hypothesis import settings

from tests.inventory.scene import Scene, a_scene

# The machine may be busy; a slow example is no failure.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture
def scene(db: None) -> Scene:
    """Two counties with stores, people and a catalogue."""
    return a_scene()
