"""A refusal carries a stable code and plain fields, and survives a process boundary."""

import json
import pickle
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum

import pytest

from sandoq.common.calendar import DateError, NoSuchDay, TimeError
from sandoq.common.errors import BadInput, Conflict, DomainError, NotAllowed, NotFound


class Colour(Enum):
    GREEN = "green"


class StationNotReady(DomainError):
    """The style guide's example."""

    code = "station-not-ready"

    def __init__(self, station_code: str, missing: frozenset[str]) -> None:
        super().__init__(station_code, missing)
        self.station_code = station_code
        self.missing = missing


def test_fields_are_the_public_attributes_as_json_types() -> None:
    error = StationNotReady("02-114", frozenset({"seals", "forms"}))

    assert error.fields() == {"station_code": "02-114", "missing": ["forms", "seals"]}
    assert error.status == 409


def test_fields_of_any_type_can_be_written_as_json() -> None:
    """Problem details are JSON: nothing a subclass stores may break the answer."""
    error = Conflict()
    error.__dict__ |= {
        "at": datetime(2024, 3, 1, 4, 30, tzinfo=UTC),
        "day": date(2024, 3, 1),
        "fee": Decimal("12.50"),
        "state": Colour.GREEN,
        "counts": {Colour.GREEN: (1, 2)},
        "_private": object(),
    }

    assert json.loads(json.dumps(error.fields())) == {
        "at": "2024-03-01T04:30:00+00:00",
        "day": "2024-03-01",
        "fee": "12.50",
        "state": "green",
        "counts": {"green": [1, 2]},
    }


@pytest.mark.parametrize(
    ("error", "code", "status", "fields"),
    [
        (
            BadInput("mobile", "**12", "wrong-length"),
            "bad-input",
            422,
            {"field": "mobile", "value": "**12", "reason": "wrong-length"},
        ),
        (
            NotAllowed("station.open", "02"),
            "not-allowed",
            403,
            {"permission": "station.open", "place": "02"},
        ),
        (NotFound("station", "7"), "not-found", 404, {"kind": "station", "key": "7"}),
        (Conflict(), "conflict", 409, {}),
    ],
)
def test_the_common_refusals_keep_their_codes(
    error: DomainError, code: str, status: int, fields: dict[str, object]
) -> None:
    """Templates and API clients hang on these."""
    assert (error.code, error.status, error.fields()) == (code, status, fields)


@pytest.mark.parametrize(
    "error",
    [
        BadInput("mobile", "**12", "wrong-length"),
        NotAllowed("station.open", "02"),
        NotFound("station", "7"),
        Conflict(),
        DateError("date", "11/12/02", "ambiguous"),
        NoSuchDay("date", "1404/12/30", "no-such-day"),
        TimeError("time", "24:00", "out-of-range"),
        StationNotReady("02-114", frozenset({"seals"})),
    ],
)
def test_a_refusal_crosses_a_process_boundary_whole(error: DomainError) -> None:
    """Imports run in worker processes."""
    copy = pickle.loads(pickle.dumps(error))

    assert type(copy) is type(error)
    assert copy.fields() == error.fields()
