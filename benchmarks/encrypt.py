"""How long does it take to encrypt a vote, in Python (libsodium) and in JavaScript (noble, node)?

    script/bench encrypt

One Ed25519 ballot with all its proofs and its signature: one of n for several n, and a ranking of
30 of 3,000 as one non-homomorphic answer. Milliseconds of processor time, medians; as a table.
"""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for tests

from sandoq.engines.ballots.model import HomomorphicQuestion, NonHomomorphicQuestion, Question
from sandoq.engines.ballots.ranking import Ranking
from tests.ballots.archives import CODEC
from tests.ballots.elections import Made, make
from tests.ballots.twin.node import TWIN, node

SIZES = (2, 9, 20, 60)
RUNS = 15
RULE = Ranking(3000, 0, 30)


def cases() -> dict[str, tuple[Made, list[list[int]]]]:
    """By name: an election of one question, and a vote."""
    found = {}
    for size in SIZES:
        names = tuple(f"candidate {i}" for i in range(size))
        vote = [1] + [0] * (size - 1)
        found[f"1 of {size}"] = (_election(HomomorphicQuestion("q", names, 0, 1)), [vote])
    digits = RULE.to_integers(range(0, 3000, 100))
    names = tuple(f"digit {i}" for i in range(len(digits)))
    found["30 of 3,000"] = (_election(NonHomomorphicQuestion("q", names)), [digits])
    return found


def _election(question: Question) -> Made:
    return make(questions=[question], voters=1)


def python_ms(made: Made, vote: list[list[int]]) -> float:
    times = []
    for _ in range(RUNS + 1):
        begun = time.process_time()
        made.booth.cast(made.voters[0].secret, vote)
        times.append(1000 * (time.process_time() - begun))
    return statistics.median(times[1:])


def main() -> int:
    made = cases()
    asked = [
        {
            "name": name,
            "election": CODEC.write_election(one.election).decode(),
            "code": one.voters[0].code,
            "vote": vote,
            "runs": RUNS,
        }
        for name, (one, vote) in made.items()
    ]
    script = Path(__file__).parent / "ballots" / "encrypt.mjs"
    done = subprocess.run(
        [*node(), str(script), str(TWIN)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    in_javascript = json.loads(done.stdout)
    print("| vote | PyNaCl | JavaScript |\n|---|---|---|")
    for name, (one, vote) in made.items():
        print(f"| {name} | {python_ms(one, vote):.1f} ms | {in_javascript[name]:.1f} ms |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
