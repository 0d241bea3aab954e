"""Whether somebody is trained for a role: on the device model, on the build that will run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Lack(StrEnum):
    """Why training on a device model does not count."""

    NO_BUILD = "no-released-build"
    NOT_TRAINED = "not-trained"
    OTHER_BUILD = "other-build"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Pass:
    """A course passed: on what, and until when it counts."""

    device_model: str
    build: str
    valid_until: datetime


@dataclass(frozen=True, slots=True)
class TrainingGap:
    """What is lacking on one device model; `trained_on` is the build that does not count."""

    lack: Lack
    device_model: str
    build: str = ""
    trained_on: str = ""


@dataclass(frozen=True, slots=True)
class Trained:
    """The gaps; without any, until when the training counts (None: nothing is asked)."""

    gaps: tuple[TrainingGap, ...]
    until: datetime | None


def training_state(
    models: Iterable[str], builds: Mapping[str, str], passes: Iterable[Pass], at: datetime
) -> Trained:
    """What is lacking at `at` for a role that works on these device models.

    Training on a build other than the released one does not count, and the gap names both:
    Sirekap 2024 was trained on a build that never ran. Without a released build nothing counts.
    """
    held = list(passes)
    gaps, ends = [], []
    for model in models:
        build = builds.get(model, "")
        mine = [one for one in held if one.device_model == model]
        fitting = [one.valid_until for one in mine if build and one.build == build]
        if not build:
            gaps.append(TrainingGap(Lack.NO_BUILD, model))
        elif fitting and max(fitting) > at:
            ends.append(max(fitting))
        elif fitting:
            gaps.append(TrainingGap(Lack.EXPIRED, model, build))
        elif mine:
            last = max(mine, key=lambda one: one.valid_until)
            gaps.append(TrainingGap(Lack.OTHER_BUILD, model, build, last.build))
        else:
            gaps.append(TrainingGap(Lack.NOT_TRAINED, model, build))
    return Trained(tuple(gaps), None if gaps else min(ends, default=None))
