"""How well one operator works at one point: by test transactions, not by signal bars.

A verdict needs enough transactions, in enough parts of the day, that are not too old. What is
missing is named exactly; unknown is never good.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from sandoq.apps.connectivity.errors import BadGradingRule
from sandoq.common.clock import in_tehran

WEAK_DBM = -110
"""Below it a signal is called weak; an estimate counts a link as usable from here on."""

_STRONG_DBM = -95
_HOURS = range(24)


@dataclass(frozen=True, slots=True)
class GradingRule:
    """The settings of a verdict, kept as data.

    Attributes:
        min_transactions: fewest test transactions that say anything.
        min_bands: in how many parts of the day.
        max_age_days: readings count for so many days, the last one included.
        min_success_percent: share of transactions that must succeed.
        band_starts: hours at which parts of the day begin in Tehran, ascending; the last part runs
            over midnight to the first hour.
    """

    min_transactions: int = 10
    min_bands: int = 2
    max_age_days: int = 45
    min_success_percent: int = 90
    band_starts: tuple[int, ...] = (6, 11, 15, 19)

    @property
    def max_age(self) -> timedelta:
        return timedelta(days=self.max_age_days)


DEFAULT_RULE = GradingRule()


class GradeState(StrEnum):
    """What is known of an operator at a point."""

    VERIFIED = "verified"
    FAILING = "failing"
    UNPROVEN = "unproven"
    UNMEASURED = "unmeasured"


class Lack(StrEnum):
    """What a grade lacks, or will."""

    NO_READINGS = "no-readings"
    TOO_FEW_TRANSACTIONS = "too-few-transactions"
    TOO_FEW_BANDS = "too-few-bands"
    READINGS_TOO_OLD = "readings-too-old"
    SUCCESS_TOO_LOW = "success-too-low"


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that is missing: how much there is, how much is needed, since or until when."""

    code: str
    have: int = 0
    need: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """What a reading says to a grade."""

    taken_at: datetime
    attempts: int
    successes: int
    rsrp_dbm: int | None = None


@dataclass(frozen=True, slots=True)
class BandTally:
    """Transactions of one part of the day, from hour `begins` until hour `ends` in Tehran."""

    begins: int
    ends: int
    attempts: int
    successes: int


@dataclass(frozen=True, slots=True)
class Grade:
    """The verdict on one operator at one point.

    Attributes:
        until: last moment at which a verified grade still holds without new readings.
        next_change: when ageing alone may change anything.
        latest: when the newest reading was taken, counted or not.
        signal: "strong", "fair", "weak" or "" by the median level; it decides nothing.
    """

    state: GradeState = GradeState.UNMEASURED
    attempts: int = 0
    successes: int = 0
    bands: tuple[BandTally, ...] = ()
    reasons: tuple[Reason, ...] = (Reason(Lack.NO_READINGS.value),)
    until: datetime | None = None
    next_change: datetime | None = None
    latest: datetime | None = None
    signal: str = ""
    rsrp_dbm: int | None = field(default=None)

    @property
    def is_verified(self) -> bool:
        return self.state == GradeState.VERIFIED

    @property
    def percent(self) -> int:
        """Whole percent of transactions that succeeded, never rounded up."""
        return 100 * self.successes // self.attempts if self.attempts else 0


UNMEASURED = Grade()


def check_rule(rule: GradingRule) -> None:
    """Refuse a rule that nothing could satisfy, or everything would.

    Raises:
        BadGradingRule: names the setting.
    """
    limits = {
        "min_transactions": (1, 1_000),
        "min_bands": (1, len(rule.band_starts)),
        "max_age_days": (1, 365),
        "min_success_percent": (1, 100),
    }
    starts = rule.band_starts
    rises = all(first < later for first, later in pairwise(starts))
    if not starts or not rises or any(hour not in _HOURS for hour in starts):
        raise BadGradingRule("band_starts", ", ".join(map(str, starts)), "not-ascending-hours")
    for name, (lowest, highest) in limits.items():
        value = getattr(rule, name)
        if not lowest <= value <= highest:
            raise BadGradingRule(name, str(value), "out-of-range")


def band_of(at: datetime, starts: Sequence[int]) -> int:
    """Which part of the day, by its position in `starts`; before the first it is the last."""
    hour = in_tehran(at).hour
    return max((i for i, start in enumerate(starts) if start <= hour), default=len(starts) - 1)


def grade(samples: Sequence[Sample], rule: GradingRule, at: datetime) -> Grade:
    """The verdict at the moment `at`; later samples are not known yet."""
    known = sorted((one for one in samples if one.taken_at <= at), key=lambda one: one.taken_at)
    if not known:
        return UNMEASURED
    counted = [one for one in known if one.taken_at + rule.max_age >= at]
    attempts = sum(one.attempts for one in counted)
    successes = sum(one.successes for one in counted)
    bands = _bands(counted, rule)
    reasons = _lacking(attempts, successes, len(bands), rule)
    if reasons and len(counted) < len(known):
        stale = [one for one in known if one.taken_at + rule.max_age < at]
        age = (at - stale[-1].taken_at).days
        too_old = Lack.READINGS_TOO_OLD.value
        reasons.insert(0, Reason(too_old, age, rule.max_age_days, stale[-1].taken_at))
    level = _median([one.rsrp_dbm for one in counted if one.rsrp_dbm is not None])
    return Grade(
        state=_state(reasons),
        attempts=attempts,
        successes=successes,
        bands=bands,
        reasons=tuple(reasons),
        until=_until(counted, rule) if not reasons else None,
        next_change=counted[0].taken_at + rule.max_age if counted else None,
        latest=known[-1].taken_at,
        signal=_signal(level),
        rsrp_dbm=level,
    )


def _state(reasons: Sequence[Reason]) -> GradeState:
    if not reasons:
        return GradeState.VERIFIED
    codes = {reason.code for reason in reasons}
    short = {Lack.TOO_FEW_TRANSACTIONS.value, Lack.TOO_FEW_BANDS.value}
    return GradeState.UNPROVEN if codes & short else GradeState.FAILING


def _lacking(attempts: int, successes: int, bands: int, rule: GradingRule) -> list[Reason]:
    found = []
    if attempts < rule.min_transactions:
        found.append(Reason(Lack.TOO_FEW_TRANSACTIONS.value, attempts, rule.min_transactions))
    if bands < rule.min_bands:
        found.append(Reason(Lack.TOO_FEW_BANDS.value, bands, rule.min_bands))
    if attempts and 100 * successes < rule.min_success_percent * attempts:
        percent = 100 * successes // attempts
        found.append(Reason(Lack.SUCCESS_TOO_LOW.value, percent, rule.min_success_percent))
    return found


def _bands(counted: Sequence[Sample], rule: GradingRule) -> tuple[BandTally, ...]:
    """Parts of the day in which anything was tried."""
    starts = rule.band_starts
    sums: dict[int, list[int]] = {}
    for one in counted:
        if one.attempts:
            both = sums.setdefault(band_of(one.taken_at, starts), [0, 0])
            both[0] += one.attempts
            both[1] += one.successes
    return tuple(
        BandTally(starts[i], starts[(i + 1) % len(starts)], *sums[i]) for i in sorted(sums)
    )


def _until(counted: Sequence[Sample], rule: GradingRule) -> datetime | None:
    """The last moment at which what remains is still enough; samples leave the oldest first."""
    for gone, leaving in enumerate(counted, start=1):
        rest = counted[gone:]
        if rest and rest[0].taken_at == leaving.taken_at:
            continue
        attempts, successes = sum(one.attempts for one in rest), sum(one.successes for one in rest)
        if _lacking(attempts, successes, len(_bands(rest, rule)), rule):
            return leaving.taken_at + rule.max_age
    return None


def _median(levels: list[int]) -> int | None:
    return sorted(levels)[len(levels) // 2] if levels else None


def _signal(level: int | None) -> str:
    if level is None:
        return ""
    if level >= _STRONG_DBM:
        return "strong"
    return "weak" if level < WEAK_DBM else "fair"
