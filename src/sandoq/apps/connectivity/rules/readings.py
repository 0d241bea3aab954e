"""What a measurement can have given.

Source: 3GPP TS 45.008 (RXLEV), TS 25.133 (RSCP), TS 36.133 section 9.1 (RSRP, RS-SINR), TS 38.133
section 10.1 (SS-RSRP, SS-SINR): the ranges a terminal reports.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sandoq.apps.connectivity.errors import (
    BadReading,
    ReadingFromTheFuture,
    RsrpOutOfRange,
    SinrOutOfRange,
    SuccessesExceedAttempts,
    TechnologyMismatch,
)
from sandoq.apps.connectivity.rules.operators import TECHNOLOGIES, OperatorKind, Technology

RSRP_DBM: dict[Technology, tuple[int, int]] = {
    Technology.GSM: (-110, -40),
    Technology.UMTS: (-120, -25),
    Technology.LTE: (-140, -44),
    Technology.NR: (-156, -31),
}
"""Lowest and highest signal level a terminal reports, by technology."""

WIDEST_RSRP_DBM = (-156, -25)
SINR_DB = (-23, 40)
MOST_ATTEMPTS = 1_000
MOST_MS = 600_000
TOLERATED_SKEW = timedelta(seconds=60)
"""A device's clock may differ so much from the server's before it counts as wrong."""

_MOST_FUTURE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class ReadingDraft:
    """One measurement at a point as somebody took it.

    Attributes:
        client_uuid: chosen where it was taken, so that sending it again doubles nothing.
        point_id, operator_id: primary keys.
        rsrp_dbm: signal level in dBm (RSRP; RSCP in 3G, RXLEV in 2G); None if not read.
        sinr_db: signal to noise in dB.
        attempts, successes: test transactions.
        p95_ms: time within which 95 of 100 successful transactions were answered.
        taken_at: the moment, corrected for the device's clock.
        skew_seconds: how far the device's clock ran ahead when it sent the reading.
    """

    client_uuid: UUID
    point_id: int
    operator_id: int
    technology: str
    attempts: int
    successes: int
    taken_at: datetime
    rsrp_dbm: int | None = None
    sinr_db: float | None = None
    is_indoor: bool = True
    p95_ms: int | None = None
    skew_seconds: int | None = None
    note: str = ""


def check_reading(
    draft: ReadingDraft, *, operator: str, operator_kind: OperatorKind, now: datetime
) -> None:
    """Refuse what no measurement could have given.

    Raises:
        BadReading: or the subclass that names the reason; nothing measured is `empty`.
    """
    technology = _technology(draft.technology)
    if technology not in TECHNOLOGIES[operator_kind]:
        raise TechnologyMismatch(technology.value, operator)
    _check_signal(draft, technology)
    _check_counts(draft)
    if draft.taken_at > now + _MOST_FUTURE:
        raise ReadingFromTheFuture(draft.taken_at.isoformat(timespec="minutes"))


def _technology(value: str) -> Technology:
    try:
        return Technology(value)
    except ValueError:
        raise BadReading("technology", value[:40], "unknown") from None


def _check_signal(draft: ReadingDraft, technology: Technology) -> None:
    if draft.rsrp_dbm is not None:
        lowest, highest = RSRP_DBM.get(technology, WIDEST_RSRP_DBM)
        if not lowest <= draft.rsrp_dbm <= highest:
            raise RsrpOutOfRange(str(draft.rsrp_dbm), technology.value, lowest, highest)
    if draft.sinr_db is not None and not SINR_DB[0] <= draft.sinr_db <= SINR_DB[1]:
        raise SinrOutOfRange(f"{draft.sinr_db:g}", *SINR_DB)


def _check_counts(draft: ReadingDraft) -> None:
    if not 0 <= draft.attempts <= MOST_ATTEMPTS:
        raise BadReading("attempts", str(draft.attempts), "out-of-range")
    if draft.successes < 0:
        raise BadReading("successes", str(draft.successes), "out-of-range")
    if draft.successes > draft.attempts:
        raise SuccessesExceedAttempts(draft.successes, draft.attempts)
    if draft.p95_ms is not None and not 0 <= draft.p95_ms <= MOST_MS:
        raise BadReading("p95_ms", str(draft.p95_ms), "out-of-range")
    if draft.attempts == 0 and draft.rsrp_dbm is None:
        raise BadReading("attempts", "0", "empty")


def corrected(
    device_time: datetime, *, device_now: datetime, now: datetime
) -> tuple[datetime, int]:
    """The true moment of a reading, and by how many seconds the device's clock runs ahead.

    A difference the network alone may cause leaves the device's own time as it is.

    Args:
        device_time: when the device says it measured.
        device_now: what its clock showed while it sent.
        now: the server's clock at that moment.
    """
    skew = device_now - now
    seconds = round(skew.total_seconds())
    return (device_time - skew if abs(skew) > TOLERATED_SKEW else device_time), seconds
