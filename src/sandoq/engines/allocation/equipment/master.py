"""The master program's rows: limits of supply, floors of goals, least shares of units."""

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from scipy.sparse import csc_matrix, csr_matrix, hstack, vstack
from scipy.sparse.csgraph import connected_components

from sandoq.engines.allocation.equipment.bounds import Floor, Proof, Scene
from sandoq.engines.allocation.equipment.flows import Limit, PartFlow, reaching
from sandoq.engines.allocation.equipment.question import Flags, Floats, Wholes
from sandoq.engines.allocation.highs import Program, Solved

Choice: TypeAlias = Flags
_SLACK = 1e-6


@dataclass(slots=True)
class Row:
    """lower ≤ Σ values over stations + last · share ≤ upper; what it stands for."""

    values: csr_matrix
    lower: float
    upper: float
    last: float = 0.0
    limit: Limit | None = None
    goal: str = ""
    unit: int = -1


@dataclass(slots=True)
class Master:
    """Columns: a station each in [low, high], and the least share of ready electors last."""

    scene: Scene
    rows: list[Row] = field(default_factory=list)
    share: tuple[float, float] = (0.0, 0.0)
    program: Program = field(init=False)

    def __post_init__(self) -> None:
        scene = self.scene
        self.program = Program(
            np.zeros(len(scene.unit) + 1),
            np.append(scene.low, 0.0),
            np.append(scene.high, 0.0),
            maximize=True,
        )

    def add(self, rows: list[Row]) -> None:
        """More rows, in the program too."""
        if not rows:
            return
        last = csr_matrix(np.array([[row.last] for row in rows]))
        self.program.add_rows(
            np.array([row.lower for row in rows]),
            np.array([row.upper for row in rows]),
            hstack([vstack([row.values for row in rows]), last]),
        )
        self.rows.extend(rows)

    def add_limits(self, limits: list[Limit]) -> None:
        """What sets of (unit, slot) can be supplied with at most."""
        need, unit = self.scene.network.need, self.scene.unit
        self.add(
            [
                Row(
                    csr_matrix((need * limit.inside[unit]).sum(axis=1, dtype=float)),
                    -np.inf,
                    float(limit.pieces),
                    limit=limit,
                )
                for limit in limits
            ]
        )

    def add_floor(self, floor: Floor) -> None:
        """A goal that may not fall below a value."""
        self.add([Row(csr_matrix(floor.gain), floor.least, np.inf, goal=floor.goal)])

    def resupply(self) -> None:
        """Read all limits anew from a changed stock."""
        for at, row in enumerate(self.rows):
            if row.limit is not None:
                pieces = reaching(self.scene.network, row.limit.inside)
                row.limit = Limit(row.limit.inside, pieces)
                row.upper = float(pieces)
                self.program.limit_row(at, row.lower, row.upper)

    def refloor(self, goal: str, least: float) -> None:
        """Another floor under a goal that has one."""
        for at, row in enumerate(self.rows):
            if row.goal == goal:
                row.lower = least
                self.program.limit_row(at, row.lower, row.upper)

    def limit_stations(self, scene: Scene) -> None:
        """Other limits of stations, those of another scene."""
        self.scene = scene
        self.limit_share(*self.share)

    def add_shares(self, units: Wholes) -> None:
        """The share of ready electors of these units is at least the last column."""
        scene = self.scene
        by_unit = csr_matrix(
            (scene.part_of_unit, (scene.unit, np.arange(len(scene.unit)))),
            shape=(scene.network.units, len(scene.unit)),
        )
        self.add([Row(by_unit[u], 0.0, np.inf, last=-1.0, unit=int(u)) for u in units])

    def limit_share(self, lower: float, upper: float) -> None:
        """Between what the least share lies."""
        self.share = (lower, upper)
        self.program.limit_columns(
            np.append(self.scene.low, lower), np.append(self.scene.high, upper)
        )

    def proof(self, solved: Solved) -> Proof:
        """The duals as prices of pieces, floors and shares."""
        network = self.scene.network
        prices = np.zeros((network.units, len(network.slots)))
        floors: dict[str, float] = {}
        shares = np.zeros(network.units)
        for row, dual in zip(self.rows, solved.row_dual, strict=True):
            if row.limit is not None:
                prices += max(dual, 0.0) * row.limit.inside
            elif row.unit >= 0:
                shares[row.unit] += max(-dual, 0.0)
            else:
                floors[row.goal] = floors.get(row.goal, 0.0) + max(-dual, 0.0)
        return Proof(prices, floors, shares).rounded()

    def core(self, gain: Floats, ready: Choice, free: Wholes) -> tuple[Program, csc_matrix]:
        """The whole-number program over some stations, the others as in `ready`."""
        matrix = csc_matrix(vstack([row.values for row in self.rows]))
        fixed = ready.astype(float)
        fixed[free] = 0.0
        base = matrix @ fixed + np.array([row.last for row in self.rows]) * self.share[0]
        lower = np.array([row.lower for row in self.rows]) - base
        upper = np.array([row.upper for row in self.rows]) - base
        program = Program(
            gain[free],
            self.scene.low[free],
            self.scene.high[free],
            maximize=True,
            whole=np.ones(len(free), bool),
        )
        inside = csr_matrix(matrix[:, free])
        some = (np.diff(inside.indptr) > 0) & (np.isfinite(lower) | np.isfinite(upper))
        program.add_rows(lower[some], upper[some], inside[some])
        return program, matrix

    def holds(self, ready: Choice) -> bool:
        """Whether every row holds, floors and shares included."""
        x = ready.astype(float)
        for row in self.rows:
            value = float((row.values @ x)[0]) + row.last * self.share[0]
            room = _SLACK * max(1.0, abs(value))
            if not row.lower - room <= value <= row.upper + room:
                return False
        return True


def widest_limits(flow: PartFlow) -> list[Limit]:
    """Limits of whole regions: units bound by common supplies, per slot and together."""
    network = flow.network
    supplies, units = len(network.supply_store), network.units
    links = csr_matrix(
        (np.ones(len(network.way_supply)), (network.way_supply, supplies + network.way_unit)),
        shape=(supplies + units, supplies + units),
    )
    _, label = connected_components(links, directed=False)
    label = label[supplies:]
    found = []
    sets = [[slot] for slot in flow.part.slots]
    if len(sets) > 1:
        sets.append(list(flow.part.slots))
    for region in np.unique(label):
        for slots in sets:
            inside = np.zeros((units, len(network.slots)), bool)
            inside[np.ix_(label == region, np.isin(np.arange(len(network.slots)), slots))] = True
            found.append(Limit(inside, reaching(network, inside)))
    return found
