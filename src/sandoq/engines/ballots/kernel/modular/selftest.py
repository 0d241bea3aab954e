"""Whether the compiled powers agree with Python's own, before anything is believed of them."""

from sandoq.engines.ballots.groups.field import FieldGroup
from sandoq.engines.ballots.kernel.modular.engine import CompiledPowers


def modular_faults(group: FieldGroup) -> list[str]:
    """The names of the checks that fail; empty for a sound machine."""
    p, q = group.p, group.order
    bases = [group.generator, p - 1, 1, p - group.generator, 3]
    exponents = [q - 1, q, 0, q >> 1, 1]
    expected = [pow(base, exponent, p) for base, exponent in zip(bases, exponents, strict=True)]
    return [] if CompiledPowers(group).all(bases, exponents) == expected else ["powers"]
