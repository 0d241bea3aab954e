"""Which arithmetic holds the secrets of a group."""

import os

from sandoq.engines.ballots.groups import ED25519, Group
from sandoq.engines.ballots.secret_side import RandomBytes, SecretArithmetic
from sandoq.engines.ballots.secret_side.integers import IntegerArithmetic
from sandoq.engines.ballots.secret_side.sodium import SodiumArithmetic


def secrets_in(group: Group, random_bytes: RandomBytes = os.urandom) -> SecretArithmetic:
    """The arithmetic for secrets of this group."""
    if group.description == ED25519:
        return SodiumArithmetic(group, random_bytes)
    return IntegerArithmetic(group, random_bytes)
