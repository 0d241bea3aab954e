"""What a scenario was told: means and goals, fixed decisions, and what broke."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sandoq.common.errors import BadInput

MOST_PRICE = 1000
GAP = 1e-4
ELECTOR_LOSS, EQUITY_LOSS = 1e-4, 0.01
MOST_LISTED = 500


class ShockKind(StrEnum):
    """What can break between the plan and the day."""

    STORE_LOST = "store-lost"
    MODEL_RECALLED = "model-recalled"
    ROAD_CLOSED = "road-closed"


@dataclass(frozen=True, slots=True)
class Shock:
    """One thing that broke; codes are those of the question's document.

    `store` is of a lost store or a closed road, `model` of a recall, `unit` the other end of a
    closed road.
    """

    kind: ShockKind
    store: str = ""
    model: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """The wizard's answers.

    Attributes:
        needed_by: ISO date by which devices must lie at their stations; "" the polling day.
        with_untested: whether devices that are in stock and not yet tested count as means.
        equity_floor: least share of every county's electors at ready stations, in [0, 1]; None
            lets the plan find the best floor itself.
        elector_loss: share of the electors at ready stations that may be given up for a better
            balance and shorter ways, in [0, 0.1].
        urgent_units: codes of counties that come first.
        ready, not_ready: codes of stations that must, or need not, become ready.
        change_price: kilometres that a device must save to be sent on a way that the former plan
            did not send it; 0 lets the plan change freely.
        shocks: what broke.
    """

    needed_by: str = ""
    with_untested: bool = True
    equity_floor: float | None = None
    elector_loss: float = ELECTOR_LOSS
    urgent_units: tuple[str, ...] = ()
    ready: tuple[str, ...] = ()
    not_ready: tuple[str, ...] = ()
    change_price: int = 0
    shocks: tuple[Shock, ...] = field(default=())

    def document(self) -> dict[str, Any]:
        """The settings as JSON; `read_settings` gives them back."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
        }


def read_settings(told: Mapping[str, Any]) -> Settings:
    """Settings from their JSON; what is missing has its default.

    Raises:
        BadInput: a value is out of range, or a station is fixed both ways.
    """
    floor = told.get("equity_floor")
    settings = Settings(
        needed_by=_day(str(told.get("needed_by") or "")),
        with_untested=bool(told.get("with_untested", True)),
        equity_floor=None if floor is None else _share("equity_floor", floor, 1.0),
        elector_loss=_share("elector_loss", told.get("elector_loss", ELECTOR_LOSS), 0.1),
        urgent_units=_codes("urgent_units", told),
        ready=_codes("ready", told),
        not_ready=_codes("not_ready", told),
        change_price=int(_share("change_price", told.get("change_price", 0), MOST_PRICE)),
        shocks=tuple(_shock(one) for one in told.get("shocks", ())),
    )
    if both := sorted({*settings.ready} & {*settings.not_ready}):
        raise BadInput("not_ready", both[0], "fixed-both-ways")
    return settings


def _share(name: str, value: Any, most: float) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise BadInput(name, str(value)[:20], "not-a-number") from None
    if not 0 <= number <= most:
        raise BadInput(name, str(value)[:20], "out-of-range")
    return number


def _day(text: str) -> str:
    if not text:
        return ""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadInput("needed_by", text[:20], "no-such-day") from None


def _codes(name: str, told: Mapping[str, Any]) -> tuple[str, ...]:
    codes = told.get(name) or ()
    if len(codes) > MOST_LISTED:
        raise BadInput(name, str(len(codes)), "too-many")
    return tuple(dict.fromkeys(str(code) for code in codes))


def _shock(told: Mapping[str, Any]) -> Shock:
    try:
        kind = ShockKind(str(told.get("kind")))
    except ValueError:
        raise BadInput("shocks", str(told.get("kind"))[:20], "unknown-value") from None
    shock = Shock(kind, *(str(told.get(name) or "") for name in ("store", "model", "unit")))
    asked = {
        ShockKind.STORE_LOST: (shock.store,),
        ShockKind.MODEL_RECALLED: (shock.model,),
        ShockKind.ROAD_CLOSED: (shock.store, shock.unit),
    }[kind]
    if not all(asked):
        raise BadInput("shocks", kind.value, "incomplete")
    return shock
