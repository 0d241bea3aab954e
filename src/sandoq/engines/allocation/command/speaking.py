"""What `sandoq plan` prints: refusals in the reader's language, progress on a terminal."""

import json
import os
import sys
from collections.abc import Callable

from sandoq.common.errors import DomainError
from sandoq.engines.allocation.progress import Progress

REFUSED = 1
_WIDTH = 30
_SENTENCES = {
    "bad-planning-document": (
        "The value at {where} cannot be used ({reason}). Correct it in the file and run again.",
        "مقدار {where} پذیرفتنی نیست ({reason}). آن را در پرونده اصلاح کنید و دوباره اجرا کنید.",
    ),
    "no-feasible-plan": (
        "No plan satisfies what was fixed ({reason}): {names}. Release one of these and run again.",
        (
            "هیچ برنامه‌ای با آنچه ثابت شده سازگار نیست ({reason}): {names}. "
            "یکی را آزاد کنید و دوباره اجرا کنید."
        ),
    ),
    "solver-failed": (
        "The solver {solver} ended with {solver_status}. Run again with a longer --time-limit.",
        "حل‌کنندهٔ {solver} با {solver_status} پایان یافت. با ‎--time-limit‎ بیشتر دوباره اجرا کنید.",
    ),
}


def say(line: str) -> None:
    """One line on standard output."""
    sys.stdout.write(line + "\n")


def complain(refusal: DomainError) -> None:
    """`sandoq: code: sentence {fields}` on standard error; Persian if the locale is."""
    fields = refusal.fields()
    persian = os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("fa")
    sentence = _SENTENCES.get(refusal.code, ("", ""))[persian].format_map(fields)
    shown = json.dumps(fields, ensure_ascii=False, default=str)
    sys.stderr.write(f"sandoq: {refusal.code}: {sentence} {shown}\n")


def refusing(work: Callable[[], int]) -> int:
    """The work's status; 1 and a line on standard error if it refuses."""
    try:
        return work()
    except DomainError as refusal:
        complain(refusal)
    except OSError as error:
        sys.stderr.write(f"sandoq: file: {error.filename}: {error.strerror}\n")
    return REFUSED


class Bar:
    """A `Watch`: shows stage, time and gap on a terminal, and stops at the time limit."""

    def __init__(self, limit_seconds: float) -> None:
        self._limit = limit_seconds
        self._shown = ""

    def __call__(self, progress: Progress) -> bool:
        """Show the moment; False once the time is used up."""
        if sys.stderr.isatty():
            self._show(progress)
        return progress.seconds < self._limit

    def end(self) -> None:
        """Leave the bar's line."""
        if self._shown:
            sys.stderr.write("\n")

    def _show(self, progress: Progress) -> None:
        share = min(progress.seconds / self._limit, 1.0) if progress.done is None else progress.done
        gap = "" if progress.gap is None else f" gap {100 * progress.gap:.3f} %"
        filled = round(_WIDTH * share)
        line = f"\r{progress.stage:22} [{'#' * filled:{_WIDTH}}] {progress.seconds:6.1f} s{gap}"
        if line != self._shown:
            self._shown = line
            sys.stderr.write(line)
            sys.stderr.flush()
