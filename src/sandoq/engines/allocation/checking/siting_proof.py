"""Rebuilds the bound of a siting plan from the proof it shows; see `siting` for the argument."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.checking.siting_facts import Facts
from sandoq.engines.allocation.documents import Node
from sandoq.engines.allocation.errors import BadDocument

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

_NOTHING = -np.inf


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer to "how many of these sites?": at most, or at least, `count`."""

    sites: Whole
    count: int
    least: bool


def proven_cost(facts: Facts, proof: Node, claimed: float) -> float:
    """The cost below which the proof leaves no plan; minus infinity if it proves nothing.

    Raises:
        BadDocument: the proof's values cannot be read.
    """
    live = np.ones(len(facts.sites), dtype=bool)
    live[_dominated(facts, proof)] = False
    # Where costs are whole numbers, more than claimed - 1 is claimed at least.
    enough = claimed - 1 + 1e-6 if facts.whole else claimed - 1e-9 * max(abs(claimed), 1.0)
    if "ruling" in proof:
        lower, opening = _bound(facts, proof.node("ruling"), [], live)
        must = np.isin(np.arange(len(live)), facts.must)
        live &= (lower + opening < enough) | must
    parts = list(proof.nodes("parts"))
    if not parts:
        return _NOTHING
    waiting: list[tuple[int, list[_Answer]]] = [(0, [])]
    least, seen = np.inf, 0
    while waiting:
        number, answers = waiting.pop()
        seen += 1
        if not 0 <= number < len(parts) or seen > len(parts):
            return _NOTHING
        part = parts[number]
        if "split" not in part:
            lower, _ = _bound(facts, part, answers, live)
            least = min(least, float(np.ceil(lower - 1e-6)) if facts.whole else lower)
            continue
        split = part.node("split")
        sites, count = _numbers(facts, split), split.whole("at_most")
        waiting.append((part.whole("fewer"), [*answers, _Answer(sites, count, least=False)]))
        waiting.append((part.whole("more"), [*answers, _Answer(sites, count + 1, least=True)]))
    return float(least) if "ruling" not in proof else float(min(least, claimed))


def _dominated(facts: Facts, proof: Node) -> Whole:
    """Sites the proof leaves out for another; each pair is checked.

    Raises:
        BadDocument: the other site does not serve all that the one serves, is itself left out, is
            of another kind or dearer, or the one must be open.
    """
    pairs = [
        tuple(facts.number_of.get(str(code), -1) for code in pair) if isinstance(pair, list) else ()
        for pair in proof.items("dominated")
    ]
    if not pairs:
        return np.zeros(0, dtype=np.int64)
    for number, pair in enumerate(pairs):
        if len(pair) != 2 or min(pair) < 0 or not facts.covering:  # noqa: PLR2004 - a pair
            raise BadDocument(f"/proof/dominated/{number}", "unknown-site")
    one, other = np.array(pairs, dtype=np.int64).T
    shared = np.asarray(facts.served[one].multiply(facts.served[other]).sum(axis=1)).ravel()
    wrong = shared != np.diff(facts.served.indptr)[one]
    wrong |= np.isin(other, one) | np.isin(one, facts.must)
    kinds = np.array(facts.kinds)
    wrong |= kinds[one] != kinds[other]
    if np.isfinite(facts.budget):
        wrong |= facts.price[other] > facts.price[one]
    for number in np.flatnonzero(wrong)[:1]:
        raise BadDocument(f"/proof/dominated/{number}", "not-dominated", facts.sites[one[number]])
    return np.asarray(one)


def _bound(facts: Facts, shown: Node, answers: list[_Answer], live: Mask) -> tuple[float, Floats]:
    """A lower bound of the cost, and how much opening each site adds to it at least."""
    duals = _duals(facts, shown)
    worth = _profits(facts, duals)
    paid = 0.0
    if np.isfinite(facts.budget):
        price = shown.number("budget_price", 0.0, least=0.0)
        worth = worth - price * facts.price
        paid += price * facts.budget
    for number, answer in enumerate(answers):
        price = _price(shown, number, len(answers))
        sign = -1.0 if answer.least else 1.0
        worth[answer.sites] -= sign * price
        paid += sign * price * answer.count
    chosen, room = _best(facts, worth, live)
    lower = float(duals.sum()) - float(worth[chosen].sum()) - paid
    return lower, np.where(chosen, 0.0, room - worth)


def _duals(facts: Facts, shown: Node) -> Floats:
    values = shown.items("duals")
    if len(values) != len(facts.electors):
        raise shown.refuse("duals", "other-count-than-demands")
    if not all(type(one) in (int, float) for one in values):
        raise shown.refuse("duals", "not-numbers")
    duals = np.array(values, dtype=np.float64)
    most = facts.electors if facts.covering else np.inf
    if not np.isfinite(duals).all() or (duals < 0).any() or (duals > most).any():
        raise shown.refuse("duals", "out-of-range")
    return duals


def _profits(facts: Facts, duals: Floats) -> Floats:
    if facts.covering:
        return np.asarray(facts.served @ duals, dtype=np.float64)
    return np.asarray(np.maximum(duals - facts.served, 0.0).sum(axis=1))


def _price(shown: Node, number: int, count: int) -> float:
    prices = shown.items("split_prices")
    if len(prices) != count:
        raise shown.refuse("split_prices", "other-count-than-splits")
    price = prices[number]
    if isinstance(price, bool) or not isinstance(price, int | float) or not 0 <= price < np.inf:
        raise shown.refuse("split_prices", "out-of-range")
    return float(price)


def _best(facts: Facts, worth: Floats, live: Mask) -> tuple[Mask, Floats]:
    """Sites of the best sum, taken in falling order; and what one more of a kind would push out."""
    kinds = np.array(facts.kinds)
    left = {name: facts.caps.get(name, len(kinds)) for name in set(facts.kinds)}
    chosen = np.zeros(len(kinds), dtype=bool)
    chosen[facts.must] = True
    for site in facts.must:
        left[facts.kinds[site]] -= 1
    total = facts.k - len(facts.must)
    last_of_kind: dict[str, float] = {}
    last = np.inf
    for site in np.argsort(-worth, kind="stable"):
        if worth[site] <= 0 or total <= 0:
            break
        kind = facts.kinds[site]
        if chosen[site] or not live[site] or left[kind] <= 0:
            continue
        chosen[site] = True
        left[kind] -= 1
        total -= 1
        last = last_of_kind[kind] = float(worth[site])
    room = np.full(len(kinds), last if total <= 0 else 0.0)
    for name, free in left.items():
        if free <= 0:
            room[kinds == name] = last_of_kind.get(name, np.inf)
    return chosen, room


def _numbers(facts: Facts, split: Node) -> Whole:
    found = [facts.number_of.get(str(code), -1) for code in split.items("sites")]
    if not found or min(found) < 0 or len(set(found)) != len(found):
        raise split.refuse("sites", "unknown-sites")
    return np.array(found, dtype=np.int64)
