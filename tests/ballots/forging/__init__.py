"""Forged archives; importing this package fills the table."""

from tests.ballots.forging import ballots, chains, counting, opening, setups
from tests.ballots.forging.table import FORGERIES, Forgery, choosing, ranking

__all__ = [
    "FORGERIES",
    "Forgery",
    "ballots",
    "chains",
    "choosing",
    "counting",
    "opening",
    "ranking",
    "setups",
]
