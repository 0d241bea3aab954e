"""The table of forged archives, and the honest elections they spoil.

The forger knows every secret except honesty: ballots are re-signed, tallies recomputed, the chain
and the container made to fit, so that only the lie itself can be found.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sandoq.engines.ballots.codec.json_text import canonical
from sandoq.engines.ballots.groups.registry import group_named
from sandoq.engines.ballots.model import (
    HomomorphicAnswer,
    HomomorphicQuestion,
    NonHomomorphicQuestion,
)
from sandoq.engines.ballots.verify import Policy
from tests.ballots.archives import Step, relinked
from tests.ballots.elections import Made, finished, make, single_keys

GROUP = group_named("Ed25519")
CHOICE = HomomorphicQuestion("q", ("a", "b"), 1, 1, blank=True)
RAW = NonHomomorphicQuestion("r", ("x", "y"))


@dataclass(frozen=True)
class Forgery:
    """A lie, the findings it must cause, all of them, and the policy it is judged by."""

    name: str
    forge: Callable[[], list[Step]]
    numbers: tuple[int, ...]
    policy: Policy = Policy()  # noqa: RUF009


UNFINISHED = Policy(unfinished=True)
FORGERIES: list[Forgery] = []


def forgery(
    *numbers: int, policy: Policy | None = None
) -> Callable[[Callable[[], list[Step]]], Callable[[], list[Step]]]:
    """Enter a function into the table; its name states the lie."""

    def enter(forge: Callable[[], list[Step]]) -> Callable[[], list[Step]]:
        name = forge.__name__.replace("_", " ")
        FORGERIES.append(Forgery(name, forge, numbers, policy or Policy()))
        return forge

    return enter


# Honest elections to spoil. Votes: entry 0 is the blank.


def choosing(**changes: object) -> Made:
    """Three voters, one question with blank, one of whom votes twice."""
    made = make(questions=[CHOICE], **changes)  # type: ignore[arg-type]
    for voter, vote in ((0, [0, 1, 0]), (1, [1, 0, 0]), (0, [0, 0, 1])):
        made.cast(voter, [vote])
    return made


def ranking() -> Made:
    """Three voters, one shuffled question, two trustees."""
    made = make(questions=[RAW], keys=single_keys(make().arithmetic, 2))
    for voter in range(3):
        made.cast(voter, [[voter, 7]])
    return made


def places(steps: Sequence[Step], kind: str) -> list[int]:
    return [place for place, step in enumerate(steps) if step.kind == kind]


def respelled(step: Step, change: Callable[[dict[str, object]], object], place: int = 0) -> Step:
    """A step with one JSON record changed and the payload relinked."""
    bodies = list(step.bodies)
    value = json.loads(bodies[place])
    value = change(value) or value
    bodies[place] = canonical(value)
    step = replace(step, bodies=bodies)
    return relinked(step) if len(bodies) > 1 else step


def only_answer(made: Made, voter: int, vote: Sequence[int]) -> HomomorphicAnswer:
    answer = made.answers(voter, [vote])[0]
    assert isinstance(answer, HomomorphicAnswer)
    return answer


def with_last_ballot(made: Made, data: bytes) -> list[Step]:
    """The election with one more ballot, counted by everyone."""
    made.ballots.append(data)
    return finished(made)


def times_g(text: str, exponent: int) -> str:
    return GROUP.encode(GROUP.multiply(GROUP.decode(text), GROUP.generator_power(exponent)))


def changed(values: tuple[int, ...], place: int) -> tuple[int, ...]:
    """One number of a proof plus one."""
    return (*values[:place], (values[place] + 1) % GROUP.order, *values[place + 1 :])
