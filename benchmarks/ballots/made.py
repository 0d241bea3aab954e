"""Elections to measure, made once by the product's own writer and kept in a folder."""

import multiprocessing
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sandoq.engines.ballots import actions
from sandoq.engines.ballots.model import HomomorphicQuestion, NonHomomorphicQuestion, Question
from tests.ballots.archives import UUID, archive_bytes
from tests.ballots.elections import Made, begun, make, single_keys

CHOICES = (
    HomomorphicQuestion("Assembly", tuple(f"candidate {i}" for i in range(1, 10)), 0, 2),
    HomomorphicQuestion("Council", tuple(f"candidate {i}" for i in range(1, 21)), 0, 4),
)
"""2 of 9 and 4 of 20: 29 encrypted choices, 64 disjuncts, 129 commitments with the signature's."""

RANKING = (NonHomomorphicQuestion("Ranking", ("first", "second", "third")),)
"""One raw answer, which is shuffled."""

MOST_FINISHED = 10_000
"""Larger elections are left open: each later event would be another verification of all before."""

_here: list[Made] = []
"""The election whose ballots a forked process makes."""


@dataclass(frozen=True)
class Kept:
    """An archive in a folder of its own, as belenios-tool wants it; see `MOST_FINISHED`."""

    folder: Path
    ballots: int

    @property
    def path(self) -> Path:
        return self.folder / f"{UUID}.bel"

    @property
    def hints(self) -> Path:
        return self.folder / "hints"


def kept(
    home: Path, group: str, ballots: int, *, questions: Sequence[Question] = CHOICES, makers: int
) -> Kept:
    """The election of so many voters who all voted; it is made unless it is there already."""
    kind = "choices" if questions is CHOICES else "ranking"
    found = Kept(home / f"{group}-{kind}-{ballots}", ballots)
    if not (found.folder / "done").exists():
        print(f"making {found.folder.name}", flush=True)
        found.folder.mkdir(parents=True, exist_ok=True)
        _make(found, group, questions, makers)
        (found.folder / "done").touch()
    return found


def _make(found: Kept, group: str, questions: Sequence[Question], makers: int) -> None:
    made = make(group=group, questions=questions, voters=found.ballots)
    if questions is RANKING:
        keys = single_keys(made.arithmetic, 2)
        made = make(group=group, questions=questions, voters=found.ballots, keys=keys)
    _here[:] = [made]
    parts = [range(i, found.ballots, makers) for i in range(makers)]
    with multiprocessing.get_context("fork").Pool(makers) as pool:
        for part, ballots in zip(parts, pool.imap(_cast, parts), strict=True):
            made.ballots += ballots
            print(f"  {len(part)} ballots", flush=True)
    found.path.unlink(missing_ok=True)
    found.path.write_bytes(archive_bytes(begun(made)))
    if found.ballots > MOST_FINISHED:
        return
    how = actions.How()
    actions.close_and_tally(found.path, how)
    if questions is RANKING:
        for owner in made.keys.private:
            actions.shuffle(found.path, owner, how)
        actions.end_shuffles(found.path, how)
    for owner, key in made.keys.private.items():
        actions.decrypt(found.path, owner, key, how)
    actions.publish_result(found.path, how)


def _cast(voters: range) -> list[bytes]:
    """Honest ballots of random choices."""
    (made,) = _here
    chance = random.Random(os.urandom(16))
    ballots = []
    for voter in voters:
        vote = [_vote(question, chance) for question in made.election.questions]
        ballots.append(made.booth.cast(made.voters[voter].secret, vote).data)
    return ballots


def _vote(question: Question, chance: random.Random) -> list[int]:
    count = len(question.answers)
    if not isinstance(question, HomomorphicQuestion):
        return [chance.randrange(256) for _ in range(count)]
    chosen = set(chance.sample(range(count), question.maximum))
    return [int(place in chosen) for place in range(count)]
