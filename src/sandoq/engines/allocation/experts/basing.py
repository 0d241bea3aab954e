"""How many teams at each base: rounded from the relaxation, or taken over, then moved."""

import time
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from sandoq.engines.allocation.experts.assignment import assign
from sandoq.engines.allocation.experts.question import Question
from sandoq.engines.allocation.experts.reach import (
    WORTH,
    Arcs,
    base_of_bin,
    capacities,
    kind_of_bin,
)
from sandoq.engines.allocation.progress import Progress, Watch
from sandoq.engines.allocation.roads import Counts, Floats

_TRIES = 14
_ARCS_SOLVED = 2_000_000
_FEW_BINS = 60
_GOOD_ENOUGH = 1e-4


Move: TypeAlias = tuple[int, int]
"""From a bin, or -1 for a team not placed yet, to a bin."""


@dataclass(frozen=True, slots=True)
class Basing:
    """Teams by bin, the arc that covers each need (-1: none), and the points.

    `objective` is the points less the prices of change.
    """

    teams: Counts
    chosen: Counts
    points: float
    objective: float


class Basings:
    """Tries teams: an exact assignment for each."""

    def __init__(self, question: Question, arcs: Arcs) -> None:
        self.question, self.arcs = question, arcs
        self.capacity, self.kind = capacities(question), kind_of_bin(question)
        self.worth = question.needs.weight[arcs.need] * WORTH - arcs.minutes
        self.gain = self.worth
        if question.before is not None:
            other = question.before.duties[arcs.need]
            changed = (other >= 0) & (other != arcs.bin)
            self.gain = self.worth - question.duty_price * changed

    def with_teams(self, teams: Counts) -> Basing:
        """The best assignment for these teams."""
        chosen = assign(self.arcs, self.gain, teams * self.capacity, len(self.question.needs))
        used = chosen[chosen >= 0]
        moved = 0
        if self.question.before is not None:
            moved = int(np.maximum(teams - self.question.before.teams, 0).sum())
        points = float(self.worth[used].sum())
        objective = float(self.gain[used].sum()) - self.question.team_price * moved
        return Basing(teams, chosen, points, objective)

    def rounded(self, fractions: Floats) -> Counts:
        """Whole teams near the fractions, within each kind's count and each base's limit."""
        teams = np.floor(fractions + 1e-9).astype(np.int64)
        self._fill(teams, np.argsort(teams - fractions, kind="stable"))
        return teams

    def taken_over(self) -> Counts:
        """The teams there were, those beyond a kind's count taken where they are most."""
        if self.question.before is None:
            raise AssertionError
        teams = self.question.before.teams.copy()
        for number, kind in enumerate(self.question.kinds):
            own = np.flatnonzero(self.kind == number)
            while teams[own].sum() > kind.count:
                teams[own[np.argmax(teams[own])]] -= 1
        return teams

    def improved(self, basing: Basing, watch: Watch, bound: float) -> tuple[Basing, bool]:
        """Teams moved from where they are spare to where needs are open, many at a time.

        Halves the moves when they do not help; False if the watch stopped it.
        """
        start, many = time.monotonic(), max(int(basing.teams.sum()) // 20, 1)
        useless: set[Move] = set()
        for _ in range(self._tries()):
            seconds = time.monotonic() - start
            if not watch(Progress("basing", seconds, best=basing.points, bound=bound)):
                return basing, False
            moves = [move for move in self._moves(basing) if move not in useless][:many]
            if not moves or bound - basing.points <= _GOOD_ENOUGH * bound:
                break
            tried = self.with_teams(self._moved(basing.teams, moves))
            if tried.objective > basing.objective + 1e-6:
                basing = tried
                useless.clear()
            elif len(moves) == 1:
                useless.add(moves[0])
            else:
                many = len(moves) // 2
        return basing, True

    def _tries(self) -> int:
        """Assignments that may be solved: fourteen for a nation, ten times as many for a county."""
        return int(np.clip(_ARCS_SOLVED // (len(self.arcs.need) + 1), _TRIES, 10 * _TRIES))

    @staticmethod
    def _moved(teams: Counts, moves: list[Move]) -> Counts:
        teams = teams.copy()
        for giver, taker in moves:
            teams[taker] += 1
            if giver >= 0:
                teams[giver] -= 1
        return teams

    def _moves(self, basing: Basing) -> list[Move]:
        """The most promising first; in a small question every move that is allowed."""
        gains, losses = self._promise(basing)
        left = [
            kind.count - int(basing.teams[self.kind == number].sum())
            for number, kind in enumerate(self.question.kinds)
        ]
        base = base_of_bin(self.question)
        room = self.question.most - np.bincount(base, basing.teams, len(self.question.bases))
        givers = {
            number: [
                int(b) for b in np.argsort(losses, kind="stable") if self._gives(b, number, basing)
            ]
            for number in range(len(self.question.kinds))
        }
        if len(gains) <= _FEW_BINS:
            return self._every_move(gains - losses[:, None], givers, left, room)
        moves = []
        for taker in np.argsort(-gains, kind="stable").tolist():
            number = int(self.kind[taker])
            if gains[taker] <= self.question.team_price or room[base[taker]] < 1:
                continue
            if left[number] > 0:
                left[number] -= 1
                moves.append((-1, taker))
            elif givers[number]:
                giver = givers[number].pop(0)
                if giver == taker or losses[giver] + self.question.team_price >= gains[taker]:
                    continue
                moves.append((giver, taker))
            room[base[taker]] -= 1
        return moves

    def _every_move(
        self, promise: Floats, givers: dict[int, list[int]], left: list[int], room: Counts
    ) -> list[Move]:
        """All moves a kind's count and a base's limit allow; `promise` by giver and taker."""
        base = base_of_bin(self.question)
        moves = []
        for taker, number in enumerate(self.kind.tolist()):
            if left[number] > 0 and room[base[taker]] > 0:
                moves.append((-1, taker))
            moves += [
                (giver, taker)
                for giver in givers[number]
                if giver != taker and (room[base[taker]] > 0 or base[giver] == base[taker])
            ]
        return sorted(moves, key=lambda move: (move[0] >= 0, -promise[move]))

    def _gives(self, place: int, number: int, basing: Basing) -> bool:
        return bool(self.kind[place] == number and basing.teams[place] > 0)

    def _promise(self, basing: Basing) -> tuple[Floats, Floats]:
        """Points one more team at a bin would cover, and one fewer would leave, both estimates."""
        bins = len(basing.teams)
        open_ = basing.chosen[self.arcs.need] < 0
        worth = np.bincount(self.arcs.bin[open_], self.worth[open_], bins).astype(np.float64)
        many = np.bincount(self.arcs.bin[open_], minlength=bins)
        gains: Floats = worth * np.minimum(1.0, self.capacity / np.maximum(many, 1.0))
        used = basing.chosen[basing.chosen >= 0]
        load = np.bincount(self.arcs.bin[used], minlength=bins)
        mean = np.bincount(self.arcs.bin[used], self.worth[used], bins) / np.maximum(load, 1)
        spare = self.capacity * basing.teams - load
        return gains, mean * np.maximum(self.capacity - spare, 0)

    def _fill(self, teams: Counts, order: Counts) -> None:
        """Add the teams still to be placed, in an order of bins."""
        base = base_of_bin(self.question)
        used = np.bincount(base, teams, len(self.question.bases)).astype(np.int64)
        for number, kind in enumerate(self.question.kinds):
            left = kind.count - int(teams[self.kind == number].sum())
            for place in order[self.kind[order] == number].tolist():
                if left <= 0:
                    break
                if used[base[place]] < self.question.most[base[place]]:
                    teams[place] += 1
                    used[base[place]] += 1
                    left -= 1
