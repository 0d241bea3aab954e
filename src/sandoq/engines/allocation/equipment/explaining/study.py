"""A question kept warm, to be asked "what if" again and again.

A study maximises priorities and electors, whole and to a gap of 1e-6, and keeps the master program;
another supply changes only some of its limits. Equity and carriage do not take part.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sandoq.engines.allocation.equipment.choosing import Chosen
from sandoq.engines.allocation.equipment.question import Flags, Question, Wholes
from sandoq.engines.allocation.equipment.scene import aims
from sandoq.engines.allocation.equipment.solving import Solving
from sandoq.engines.allocation.errors import NoFeasiblePlan
from sandoq.engines.allocation.highs import Infeasible
from sandoq.engines.allocation.progress import Watch, unwatched

_FINE_GAP = 1e-6


@dataclass(frozen=True, slots=True)
class SupplyChange:
    """More (or fewer, below 0) pieces of a model in a store, by code."""

    store: str
    model: str
    pieces: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What another supply would change.

    `electors_before`, `electors_after` count electors at ready stations, together at
    most `gap_electors` below their optima; `verified` says that the gain is larger. `then_binds` is
    the item whose pieces are then worth most, None if none.
    """

    changes: tuple[SupplyChange, ...]
    electors_before: int
    electors_after: int
    stations_before: int
    stations_after: int
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    gap_electors: float
    then_binds: str | None
    seconds: float

    @property
    def gain_electors(self) -> int:
        """Electors more at ready stations."""
        return self.electors_after - self.electors_before

    @property
    def gain_stations(self) -> int:
        """Ready stations more."""
        return self.stations_after - self.stations_before

    @property
    def verified(self) -> bool:
        """Whether the difference, or its absence, is proven."""
        return bool(self.gap_electors < max(abs(self.gain_electors), 1))

    def document(self) -> dict[str, object]:
        """As JSON values."""
        return {
            "changes": [
                {"store": one.store, "model": one.model, "pieces": one.pieces}
                for one in self.changes
            ],
            "electors_before": self.electors_before,
            "electors_after": self.electors_after,
            "gain_electors": self.gain_electors,
            "gain_stations": self.gain_stations,
            "gained": list(self.gained),
            "lost": list(self.lost),
            "then_binds": self.then_binds,
            "verified": self.verified,
            "seconds": round(self.seconds, 3),
        }


class Study:
    """A question whose best electors are known, ready for variations."""

    def __init__(self, question: Question, watch: Watch = unwatched) -> None:
        fine = replace(question.goals, gap=2 * _FINE_GAP, electors_loss=0.0, equity_floor=None)
        self.question = replace(question, goals=fine, previous=None)
        self.solving = Solving(self.question, watch)
        self.chooser = self.solving.chooser
        self.network = self.solving.network
        self._aims = aims(self.question)
        self.base = self._first()

    def _first(self) -> Chosen:
        for aim in self._aims:
            chosen = self.chooser.maximize(aim.goal, aim.gain)
            if aim.goal != "electors":
                self.chooser.keep(aim.goal, aim.gain, np.ceil(chosen.value - 1e-6))
        return chosen

    def best(self) -> Chosen:
        """Priorities and electors anew, for the stock and limits of now."""
        if self._priorities_whole():
            try:
                return self.chooser.maximize("electors", self._aims[-1].gain)
            except Infeasible:  # less supply: a priority has to fall
                pass
        for aim in self._aims:
            if aim.goal != "electors":
                self.chooser.refloor(aim.goal, -np.inf)
        for aim in self._aims:
            chosen = self.chooser.maximize(aim.goal, aim.gain)
            if aim.goal != "electors":
                self.chooser.refloor(aim.goal, float(np.ceil(chosen.value - 1e-6)))
        return chosen

    def _priorities_whole(self) -> bool:
        """Whether every station of priority that can be ready is; then no supply adds to them."""
        high = self.chooser.scene.high
        return all(
            aim.gain[self.base.ready].sum() >= aim.gain @ high
            for aim in self._aims
            if aim.goal != "electors"
        )

    def what_if(self, changes: Sequence[SupplyChange]) -> WhatIf:
        """What these changes of supply would do; the study itself stays as it was.

        Raises:
            NoFeasiblePlan: a store or model is unknown, or less would lie there than nothing.
        """
        started = time.monotonic()
        with_changes = self.supply(changes)
        before, stock = self.base, self.network.stock.copy()
        try:
            self.network.stock[:] = with_changes
            self.chooser.resupply()
            after = self.best()
        except Infeasible:
            raise NoFeasiblePlan("fixed-ready-beyond-supply") from None
        finally:
            self.restore(stock)
        return WhatIf(
            changes=tuple(changes),
            electors_before=round(before.value),
            electors_after=round(after.value),
            stations_before=int(before.ready.sum()),
            stations_after=int(after.ready.sum()),
            gained=self.codes(after.ready & ~before.ready),
            lost=self.codes(before.ready & ~after.ready),
            gap_electors=(before.bound - before.value) + (after.bound - after.value),
            then_binds=self.dearest(after),
            seconds=time.monotonic() - started,
        )

    def supply(self, changes: Sequence[SupplyChange]) -> Wholes:
        """The network's stock with changes, shape (P, models)."""
        stores = {code: at for at, code in enumerate(self.question.stores.codes)}
        models = {model.code: at for at, model in enumerate(self.question.models)}
        stock = self.network.stock.copy()
        for one in changes:
            if one.store not in stores or one.model not in models:
                raise NoFeasiblePlan("unknown-store-or-model", (one.store, one.model))
            stock[stores[one.store], models[one.model]] += one.pieces
            if stock[stores[one.store], models[one.model]] < 0:
                raise NoFeasiblePlan("less-than-nothing", (one.store, one.model))
        return stock

    def restore(self, stock: Wholes) -> None:
        """Back to a stock and to the base's choice and floors."""
        self.network.stock[:] = stock
        self.chooser.resupply()
        self.chooser.incumbent = self.base.ready
        for aim in self._aims:
            if aim.goal != "electors":
                least = float(np.ceil(aim.gain[self.base.ready].sum() - 1e-6))
                self.chooser.refloor(aim.goal, least)

    def codes(self, flags: Flags) -> tuple[str, ...]:
        """Codes of the stations where a flag is set."""
        return tuple(self.question.stations.codes[at] for at in np.flatnonzero(flags))

    def dearest(self, chosen: Chosen) -> str | None:
        """The item whose pieces are worth most electors by the linear program."""
        prices = chosen.proof.prices
        if not prices.any():
            return None
        slot = int(np.argmax(prices.max(axis=0)))
        return self.question.items[self.network.slots[slot].item].code


def what_if(question: Question, changes: Sequence[SupplyChange]) -> WhatIf:
    """What changes of supply would do, asked once; keep a `Study` to ask more.

    Raises:
        NoFeasiblePlan: see `Study.what_if`.
    """
    return Study(question).what_if(changes)
