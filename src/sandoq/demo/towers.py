"""A made-up tower list of each operator, and the estimate that follows from it.

The towers stand near stations drawn by the seed; no real network is shown.
"""

import csv
from io import StringIO
from random import Random

from sandoq.apps.accounts.models import User
from sandoq.apps.connectivity.services.estimating import (
    apply_towers,
    preview_towers,
    refresh_estimates,
)
from sandoq.apps.territory.models import Point, Unit
from sandoq.apps.territory.services.importing import NamedFile
from sandoq.common.text import to_persian_digits

_HEADER = (
    *("ردیف", "نام سایت", "اپراتور", "عرض جغرافیایی", "طول جغرافیایی"),
    *("باند", "ارتفاع آنتن", "EIRP (dBm)"),
)
_OPERATORS = {"همراه اول": ("MCI", 9), "ایرانسل": ("MTN", 10), "رایتل": ("RTL", 24)}
"""Their mark in names of sites, and how many points share a tower."""

_BANDS = ("900", "L900/1800", "B3", "1800", "2100", "B7")
_JITTER_DEGREES = 0.012
_HEIGHT_KNOWN, _POWER_KNOWN = 0.7, 0.5
_PERSIAN_DIGITS = 0.2


def estimate_province(*, by: User, province: Unit, seed: int) -> None:
    """Import the tower lists of a province's operators and estimate its coverage."""
    # Not a secret: the demo must be repeatable.
    rng = Random(f"{seed}/towers/{province.name_en}")  # noqa: S311
    found = (
        Point.objects.filter(
            station__unit__path__startswith=province.path,
            station__retired_at=None,
            lat__isnull=False,
        )
        .order_by("station__county", "station__number", "seq")
        .values_list("lat", "lon")
    )
    places = [(lat, lon) for lat, lon in found if lat is not None and lon is not None]
    for operator, (mark, share) in _OPERATORS.items():
        number = max(3, len(places) // share)
        data = _list(operator, mark, [rng.choice(places) for _ in range(number)], rng)
        batch, _ = preview_towers(
            by=by, unit=province, files=[NamedFile(f"towers-{mark.lower()}.csv", data)]
        )
        apply_towers(by=by, batch=batch)
    refresh_estimates(by=by, unit=province)


def _list(operator: str, mark: str, near: list[tuple[float, float]], rng: Random) -> bytes:
    """A list as an operator would send it: a title, messy cells, one row without a band."""
    lines = StringIO()
    writer = csv.writer(lines)
    writer.writerow([f"فهرست ایستگاه‌های {operator} (ساختگی)"])
    writer.writerow(_HEADER)
    for row, (lat, lon) in enumerate(near, start=1):
        cells = [
            f"{lat + rng.gauss(0, _JITTER_DEGREES):.5f}",
            f"{lon + rng.gauss(0, _JITTER_DEGREES):.5f}",
        ]
        if rng.random() < _PERSIAN_DIGITS:
            cells = [to_persian_digits(cell) for cell in cells]
        height = str(rng.randrange(24, 66, 3)) if rng.random() < _HEIGHT_KNOWN else ""
        power = f"{rng.uniform(56, 63):.1f}" if rng.random() < _POWER_KNOWN else ""
        band = "" if row == len(near) else rng.choice(_BANDS)
        writer.writerow([row, f"{mark}{row:04}", operator, *cells, band, height, power])
    return lines.getvalue().encode("utf-8-sig")
