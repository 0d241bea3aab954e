"""Engines that have passed their self-test in this process; it runs once for each group."""

from functools import cache

from sandoq.engines.ballots.groups.field import FieldGroup
from sandoq.engines.ballots.kernel import KernelRefused
from sandoq.engines.ballots.kernel.curve.engine import CurveEngine
from sandoq.engines.ballots.kernel.curve.selftest import curve_faults
from sandoq.engines.ballots.kernel.modular.engine import FieldEngine
from sandoq.engines.ballots.kernel.modular.selftest import modular_faults
from sandoq.engines.ballots.kernel.processor import CUT
from sandoq.engines.ballots.model import ElectionContext


def curve_engine(context: ElectionContext) -> CurveEngine:
    """The engine for Ed25519.

    Raises:
        KernelRefused: the backend computes wrongly on this machine.
    """
    _refuse(CUT.name, _curve_faults())
    return CurveEngine(context)


def field_engine(context: ElectionContext, group: FieldGroup) -> FieldEngine:
    """The engine for a field group.

    Raises:
        KernelRefused: the compiled powers are wrong on this machine.
    """
    _refuse(FieldEngine.name, _modular_faults(group))
    return FieldEngine(context)


def _refuse(backend: str, faults: tuple[str, ...]) -> None:
    if faults:
        raise KernelRefused(f"kernel backend {backend} fails its self-test: {', '.join(faults)}")


@cache
def _curve_faults() -> tuple[str, ...]:
    return tuple(curve_faults())


@cache
def _modular_faults(group: FieldGroup) -> tuple[str, ...]:
    return tuple(modular_faults(group))
