"""Is any archive with one changed byte accepted? 10,000, and 500 whose hashes were made to fit.

    script/bench mutations [--raw 10000] [--relinked 500] [--seed 1]

An election with a choice, a blank and a shuffled question. A raw mutation changes one byte of the
file. A relinked one changes one byte of one record and then makes names, hashes and the chain agree
with it, so that only what the record says can give it away. Exit status 1 if any is accepted.
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for tests

from sandoq.engines.ballots.errors import Malformed
from sandoq.engines.ballots.model import HomomorphicQuestion, NonHomomorphicQuestion
from sandoq.engines.ballots.verify import Report, verify_archive
from tests.ballots.archives import Step, archive_bytes, relinked
from tests.ballots.elections import finished, make, single_keys


def honest() -> list[Step]:
    """Three ballots, two trustees, two shuffles, a result."""
    questions = [
        HomomorphicQuestion("q", ("a", "b"), 0, 1, blank=True),
        NonHomomorphicQuestion("r", ("x",)),
    ]
    made = make(questions=questions, keys=single_keys(make().arithmetic, 2))
    for voter, vote in enumerate(([0, 1, 0], [1, 0, 0], [0, 0, 1])):
        made.cast(voter, [vote, [voter]])
    return finished(made)


def changed(data: bytes, chance: random.Random) -> bytes:
    """One byte made another."""
    place, by = chance.randrange(len(data)), chance.randrange(1, 256)
    return data[:place] + bytes([data[place] ^ by]) + data[place + 1 :]


def with_changed_record(steps: Sequence[Step], chance: random.Random) -> bytes:
    """One byte of one record changed, everything around it made to fit."""
    number = chance.choice([i for i, step in enumerate(steps) if step.bodies])
    bodies = list(steps[number].bodies)
    place = chance.randrange(len(bodies))
    bodies[place] = changed(bodies[place], chance)
    step = replace(steps[number], bodies=bodies)
    if place < len(bodies) - 1:
        with suppress(Malformed):
            step = relinked(step)
    return archive_bytes([*steps[:number], step, *steps[number + 1 :]])


def count_accepted(
    name: str, many: int, spoil: Callable[[], bytes], engine: str, folder: Path
) -> int:
    """Verify so many spoiled archives and print what gave them away."""
    path, begun = folder / "spoiled.bel", time.process_time()
    seen: Counter[str] = Counter()
    accepted = 0
    for _ in range(many):
        path.write_bytes(spoil())
        report: Report = verify_archive(path, engine=engine)  # type: ignore[arg-type]
        if report.exit_status == 0:
            accepted += 1
            (folder / f"accepted-{name}-{accepted}.bel").write_bytes(path.read_bytes())
        else:
            seen[f"{report.findings[0].number} {report.findings[0].code}"] += 1
    seconds = time.process_time() - begun
    print(f"{name}: {many} spoiled, {accepted} accepted, {seconds:.0f} s of processor")
    for code, count in seen.most_common():
        print(f"  {count:6} {code}")
    return accepted


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raw", type=int, default=10_000)
    parser.add_argument("--relinked", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    steps, chance = honest(), random.Random(arguments.seed)
    data = archive_bytes(steps)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "honest.bel"
        path.write_bytes(data)
        if verify_archive(path).exit_status:
            raise SystemExit("the honest archive is refused")
        raw = count_accepted(
            "raw", arguments.raw, lambda: changed(data, chance), "reference", folder
        )
        deep = count_accepted(
            "relinked",
            arguments.relinked,
            lambda: with_changed_record(steps, chance),
            "auto",
            folder,
        )
    return int(raw + deep > 0)


if __name__ == "__main__":
    sys.exit(main())
