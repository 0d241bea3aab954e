"""How long do 60,000 fees take from attendance to the bank and back, in seconds and memory?

    .venv/bin/python benchmarks/fees.py [--people N]

Every tenth person holds a double appointment, every fifth claims four days, 300 accounts are bad,
the bank returns 1 %. The work runs on its own database, SQLite unless DATABASE_URL names another.
"""

import argparse
import gc
import hashlib
import io
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandoq.project.settings.local")
os.environ.setdefault("SANDOQ_HOME", tempfile.mkdtemp(prefix="sandoq-fees-"))

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.db.models import Count, Sum

from sandoq.apps.workforce.models import FeeBatch, FeeItem, FeeLine
from sandoq.apps.workforce.selectors.fees import arrears_by_unit, fee_differences
from sandoq.apps.workforce.services.fees import (
    correct_account,
    export_batch,
    make_batch,
    read_bank_answer,
)
from tests.workforce.fees_country import due_rial, populate
from tests.workforce.fees_scene import a_fee_scene, a_sheba

PEOPLE = 60_000
BAD = 300


def claim(what: str, holds: bool) -> None:  # noqa: FBT001
    """End with what was promised and does not hold."""
    if not holds:
        sys.exit(f"NOT SO: {what}")


def forget_peak() -> None:
    """Let the next peak begin at what is held now (Linux)."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak_mb() -> float:
    """The most memory this process held since the last `forget_peak`, in megabytes."""
    with suppress(OSError):
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(name: str, act: Callable[[], Any]) -> Any:
    """Do it and print wall and processor seconds, the peak of memory and what was held before."""
    gc.collect()
    forget_peak()
    begin = peak_mb()
    wall, cpu = time.perf_counter(), time.process_time()
    done = act()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(
        f"{name:34} {wall:8.1f} s   cpu {cpu:6.1f} s   peak {peak_mb():4.0f} MB (was {begin:.0f})"
    )
    return done


class Answers(io.RawIOBase):
    """The bank's file: every hundredth transfer comes back."""

    def __init__(self, batch: FeeBatch) -> None:
        ids = batch.items.order_by("seq").values_list("end_to_end_id", flat=True)
        text = "end_to_end_id,status\n" + "".join(
            f"{one},{'RJCT' if number % 100 == 0 else 'ACSC'}\n"
            for number, one in enumerate(ids.iterator())
        )
        self._data = io.BytesIO(text.encode())

    def read(self, size: int = -1) -> bytes:
        return self._data.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._data.seek(offset, whence)


def exports(scene: Any, batch: FeeBatch) -> Iterator[str]:
    """The hash of each format, written twice."""
    for kind in ("csv", "pain001"):
        found = set()
        for _ in range(2):
            with tempfile.TemporaryFile() as file:
                found.add(export_batch(by=scene.head, batch=batch, format=kind, to=file).sha256)
        claim("a rerun writes the same bytes", len(found) == 1)
        yield found.pop()


def killed_and_run_again(batch: FeeBatch, kind: str) -> str:
    """The hash of a file whose first writer was killed by `kill -9` in the middle of it."""
    name = connection.settings_dict["NAME"]
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{name}"
    command = [sys.executable, "-m", "sandoq.cli", "manage", "export_fees", batch.number]
    command += ["--format", kind, "-o"]
    told = {**os.environ, "DATABASE_URL": url}
    with subprocess.Popen([*command, "-"], env=told, stdout=subprocess.PIPE) as victim:
        begun = victim.stdout.read(500_000)  # type: ignore[union-attr]
        claim("the export is in the middle", victim.poll() is None)
        victim.send_signal(signal.SIGKILL)
    claim("it was killed", victim.returncode == -signal.SIGKILL)
    batch.refresh_from_db()
    claim("nothing is recorded of it", batch.state == "sealed" and not batch.exports.exists())
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "bank"
        subprocess.run([*command, str(target)], env=told, check=True, capture_output=True)
        whole = target.read_bytes()
    claim("it began with the same bytes", whole.startswith(begun))
    return hashlib.sha256(whole).hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=PEOPLE)
    people = parser.parse_args().people
    bad = BAD * people // PEOPLE
    call_command("migrate", verbosity=0)
    scene = a_fee_scene()
    timed(
        f"{connection.vendor}: {people:,} people", lambda: populate(scene, people, bad_accounts=bad)
    )
    scene.fund(10**15)
    day, unit = scene.day, scene.province
    done = timed("compute", scene.compute)
    timed("compute again, nothing changed", scene.compute)
    total = FeeLine.objects.aggregate(rial=Sum("amount_rial"))["rial"]
    claim("the sum is what is due", total == due_rial(people))
    timed(
        "two counties confirm",
        lambda: (scene.confirm(), scene.confirm(by=scene.amol_it, unit=scene.amol)),
    )
    timed("finance checks", scene.check)
    timed("the province approves", scene.approve)
    made = timed("seal the batch", lambda: make_batch(by=scene.head, polling_day=day, unit=unit))
    claim("bad accounts are held singly", made.held == bad)
    again = timed(
        "kill -9 in the export, run again", lambda: killed_and_run_again(made.batch, "csv")
    )
    hashes = timed("export csv and pain.001, twice", lambda: list(exports(scene, made.batch)))
    claim("the rerun after the kill has the identical hash", again == hashes[0])
    claim(
        "nobody is paid more than three days", not FeeLine.objects.filter(paid_days__gt=3).exists()
    )
    read = timed(
        "read the bank's answer",
        lambda: read_bank_answer(
            by=scene.member, polling_day=day, unit=unit, name="bank", data=Answers(made.batch)
        ),
    )
    lines = list(FeeLine.objects.filter(state="returned").select_related("unit"))
    timed(f"correct {len(lines)} returned accounts", lambda: correct_all(scene, lines))
    second = make_batch(by=scene.head, polling_day=day, unit=unit).batch
    list(exports(scene, second))
    text = "end_to_end_id,status\n" + "".join(
        f"{one.end_to_end_id},paid\n" for one in second.items.all()
    )
    read_bank_answer(
        by=scene.member, polling_day=day, unit=unit, name="b2", data=io.BytesIO(text.encode())
    )
    differences = timed("add everything up again", lambda: list(fee_differences(day)))
    paid = FeeItem.objects.filter(outcome="paid")
    twice = paid.values("line__person").annotate(n=Count("pk")).filter(n__gt=1).count()
    arrears = FeeLine.objects.exclude(state="paid").aggregate(n=Count("pk"), s=Sum("amount_rial"))
    told = paid.aggregate(s=Sum("amount_rial"))["s"]
    print(
        f"lines {done.written:,}; doubled days {done.doubled_days:,};"
        f" over the cap {done.capped_days:,}"
    )
    print(
        f"held {made.held}; returned {read.returned}; paid twice {twice};"
        f" differences {len(differences)}"
    )
    print(f"due {total:,} = paid {told:,} + arrears {arrears['s']:,} ({arrears['n']} lines)")
    for one in arrears_by_unit(scene.head, unit, day.date + timedelta(days=100)):
        ages = ", ".join(
            f"{age} days {tally.lines} lines {tally.rial:,}"
            for age, tally in one.by_age.items()
            if tally.lines
        )
        print(f"arrears of {one.unit.name_fa} after 100 days: {ages}")
    print(f"hashes csv {hashes[0][:16]}… pain.001 {hashes[1][:16]}…")
    claim("paid and unpaid are what is due", told + arrears["s"] == total)
    claim("nobody is paid twice", not twice)
    claim("all reconciles", not differences)


def correct_all(scene: Any, lines: list[FeeLine]) -> None:
    for number, line in enumerate(lines):
        by = scene.babol_it if line.unit_id == scene.babol.pk else scene.amol_it
        if line.unit_id == scene.babol.pk:
            correct_account(by=by, line=line, sheba=a_sheba(10**12 + number))
        else:
            correct_account(by=by, line=line, bank_erred="the bank read it wrongly")


if __name__ == "__main__":
    main()
