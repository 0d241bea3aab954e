"""How fast are ballots verified, against belenios-tool 2.0 and 3.3.0 in the same run?

    script/bench verify [--home FOLDER] [--repeats 2] [--parts curve,field,small,shuffle,…]

Needs both tools: the older installed, the newer named by SANDOQ_NEWER_BELENIOS_TOOL (see
tests/ballots/get_newer_tool.sh). Elections are made on the first run and kept in the folder, which
takes half an hour. Costs are processor time on one core; per ballot they are slopes between two
sizes, so that starting up cancels out. The last lines are a table in Markdown.
"""

import argparse
import os
import platform
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for benchmarks and tests

from benchmarks.ballots.made import RANKING, Kept, kept
from benchmarks.ballots.measured import VERIFY, Cost, cost_of, least, slope
from sandoq.engines.ballots import chain
from tests.ballots.archives import archive_bytes, steps_of

CURVE, FIELD = "Ed25519", "BELENIOS-2048"
FEW, SOME, MANY, MOST = 20, 300, 2000, 20_000
FIELD_MANY = 100
MILLION = 1_000_000
SHUFFLES = (500, 5000)


@dataclass(frozen=True)
class Row:
    """One line of the table: what, the figure, and what the project promised."""

    what: str
    figure: str
    promised: str = ""
    holds: bool | None = None


class Bench:
    """The elections and tools of one run."""

    def __init__(
        self, home: Path, repeats: int, makers: int, shuffles: Sequence[int] = SHUFFLES
    ) -> None:
        self.shuffles = shuffles
        self._home = home
        self._repeats = repeats
        self._makers = makers
        older = shutil.which("belenios-tool")
        newer = shutil.which(os.environ.get("SANDOQ_NEWER_BELENIOS_TOOL", ""))
        if not older or not newer:
            raise SystemExit("needs belenios-tool 2.0, and 3.3.0 in SANDOQ_NEWER_BELENIOS_TOOL")
        self._older, self._newer = older, newer
        self.rows: list[Row] = []
        self.curve_ms = 0.0

    def row(self, what: str, figure: str, promised: str = "", *, holds: bool | None = None) -> None:
        self.rows.append(Row(what, figure, promised, holds))
        print(f"{what}: {figure} {promised}", flush=True)

    def ratio(self, what: str, slow: float, fast: float, promised: float) -> None:
        found = slow / fast
        self.row(what, f"{found:.1f} ×", f"≥ {promised} ×", holds=found >= promised)

    def election(self, group: str, ballots: int, **more: object) -> Kept:
        return kept(self._home, group, ballots, makers=self._makers, **more)  # type: ignore[arg-type]

    def hints(self, election: Kept) -> Path:
        """The sidecar, made if it is not there yet."""
        if not election.hints.exists():
            make = (sys.executable, "-m", "sandoq.cli", "ballots", "hints")
            cost_of((*make, str(election.path), "-o", str(election.hints)), election.folder)
        return election.hints

    def run(self, commands: dict[str, tuple[Sequence[str], Path]]) -> dict[str, Cost]:
        return least(commands, self._repeats)

    def older_verify(self, election: Kept) -> tuple[Sequence[str], Path]:
        return (self._older, "election", "verify"), election.folder

    def newer_verify(self, election: Kept) -> tuple[Sequence[str], Path]:
        return (self._newer, "election", "verify"), election.folder


def ours(election: Kept, *more: str) -> tuple[Sequence[str], Path]:
    return (*VERIFY, str(election.path), *more), election.folder


def curve(bench: Bench) -> None:
    """Ed25519, exact and with hints, against 3.3.0."""
    few, some, many = (bench.election(CURVE, n) for n in (FEW, SOME, MANY))
    found = bench.run(
        {
            f"tool {FEW}": bench.newer_verify(few),
            f"ours {FEW}": ours(few),
            f"hints {FEW}": ours(few, "--hints", str(bench.hints(few))),
            f"tool {SOME}": bench.newer_verify(some),
            f"ours {MANY}": ours(many),
            f"hints {MANY}": ours(many, "--hints", str(bench.hints(many))),
        }
    )
    tool = slope(found, "tool", SOME, FEW)
    exact, hinted = slope(found, "ours", MANY, FEW), slope(found, "hints", MANY, FEW)
    bench.curve_ms = exact
    bench.row("Ed25519, belenios-tool 3.3.0, per ballot", f"{tool:.1f} ms")
    bench.row("Ed25519, exact, per ballot", f"{exact:.2f} ms")
    bench.row("Ed25519, with hints, per ballot", f"{hinted:.2f} ms")
    bench.ratio("Ed25519, exact against 3.3.0", tool, exact, 6)
    bench.ratio("Ed25519, with hints against 3.3.0", tool, hinted, 30)
    size = len(bench.hints(many).read_bytes()) // MANY
    bench.row("hints, per ballot", f"{size} bytes")


def field(bench: Bench) -> None:
    """BELENIOS-2048 against 2.0, and our Ed25519 against that."""
    few, many = (bench.election(FIELD, n) for n in (FEW, FIELD_MANY))
    found = bench.run(
        {
            f"tool {FEW}": bench.older_verify(few),
            f"ours {FEW}": ours(few),
            f"tool {FIELD_MANY}": bench.older_verify(many),
            f"ours {FIELD_MANY}": ours(many),
        }
    )
    tool, own = slope(found, "tool", FIELD_MANY, FEW), slope(found, "ours", FIELD_MANY, FEW)
    bench.row("BELENIOS-2048, belenios-tool 2.0, per ballot", f"{tool:.0f} ms")
    bench.row("BELENIOS-2048, ours, per ballot", f"{own:.1f} ms")
    bench.ratio("BELENIOS-2048, ours against 2.0", tool, own, 1.3)
    if bench.curve_ms:
        bench.ratio("our Ed25519 against 2.0's BELENIOS-2048", tool, bench.curve_ms, 20)


def small(bench: Bench) -> None:
    """A small archive with a warm cache."""
    few = bench.election(CURVE, FEW)
    found = bench.run({"ours": ours(few)})["ours"]
    figure = f"{found.wall:.2f} s (processor {found.cpu:.2f} s)"
    bench.row(f"`sandoq verify` of {FEW} ballots, warm", figure, "< 2 s", holds=found.wall < 2)


def shuffle(bench: Bench) -> None:
    """Two shuffles, and the opening after them: the whole archive less what came before."""
    for count in bench.shuffles:
        whole = bench.election(CURVE, count, questions=RANKING)
        before = _cut_before_shuffles(whole)
        found = bench.run(
            {
                "tool whole": bench.newer_verify(whole),
                "tool before": bench.newer_verify(before),
                "ours whole": ours(whole),
                "ours before": ours(before, "--unfinished"),
            }
        )
        tool = found["tool whole"].cpu - found["tool before"].cpu
        own = found["ours whole"].cpu - found["ours before"].cpu
        bench.row(
            f"two shuffles of {count} and the opening, 3.3.0 and ours",
            f"{tool:.2f} s and {own:.2f} s",
        )
        bench.ratio(f"two shuffles of {count} and the opening against 3.3.0", tool, own, 5)


def _cut_before_shuffles(whole: Kept) -> Kept:
    """The same election as it was after its encrypted tally."""
    cut = Kept(whole.folder / "cut", whole.ballots)
    cut.folder.mkdir(exist_ok=True)
    steps = steps_of(whole.path)
    last = next(place for place, step in enumerate(steps) if step.kind == chain.ENCRYPTED_TALLY)
    cut.path.write_bytes(archive_bytes(steps[: last + 1]))
    return cut


def memory(bench: Bench) -> None:
    """A million ballots from 20,000."""
    few, most = bench.election(CURVE, MANY), bench.election(CURVE, MOST)
    small_one, large = cost_of(*ours(few)), cost_of(*ours(most, "--unfinished"))
    per_ballot = (large.cpu - small_one.cpu) / (MOST - MANY)
    hours = (small_one.cpu + per_ballot * (MILLION - MANY)) / 3600
    each = max(0.0, large.peak_mb - small_one.peak_mb) / (MOST - MANY)
    peak = small_one.peak_mb + each * (MILLION - MANY)
    bench.row(f"{MOST} ballots", f"{large.cpu:.0f} s of processor, {large.peak_mb:.0f} MB at most")
    bench.row("a million ballots, extrapolated", f"{hours:.2f} h on one core")
    bench.row("memory for a million, extrapolated", f"{peak:.0f} MB", "< 500 MB", holds=peak < 500)


def jobs(bench: Bench) -> None:
    """Two processes against one, by the clock; says little on a machine that does other work."""
    most = bench.election(CURVE, MOST)
    load = os.getloadavg()[0]
    one = cost_of(*ours(most, "--unfinished"), cores=2)
    two = cost_of(*ours(most, "--unfinished", "--jobs", "2"), cores=2)
    bench.row("load of other work at the time", f"{load:.1f}")
    bench.row("processor, one job and two", f"{one.cpu:.0f} s and {two.cpu:.0f} s")
    bench.ratio("two jobs against one, by the clock", one.wall, two.wall, 1.8)


PARTS: dict[str, Callable[[Bench], None]] = {
    part.__name__: part for part in (curve, field, small, shuffle, memory, jobs)
}


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    home = Path(os.environ.get("TMPDIR", "/tmp")) / "sandoq-benchmark"  # noqa: S108
    parser.add_argument("--home", type=Path, default=home)
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--makers", type=int, default=1, help="processes that make elections")
    parser.add_argument("--shuffles", type=int, nargs="+", default=SHUFFLES, metavar="N")
    parser.add_argument("--parts", default=",".join(PARTS))
    arguments = parser.parse_args()
    bench = Bench(arguments.home, arguments.repeats, arguments.makers, arguments.shuffles)
    print(f"{processor()}, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}")
    for name in arguments.parts.split(","):
        PARTS[name](bench)
    print("\n| measured | figure | promised | |\n|---|---|---|---|")
    marks = {None: "", True: "holds", False: "**misses**"}
    for row in bench.rows:
        print(f"| {row.what} | {row.figure} | {row.promised} | {marks[row.holds]} |")
    return int(any(row.holds is False for row in bench.rows))


if __name__ == "__main__":
    sys.exit(main())
