"""What a requirement's JSON columns mean: how many are asked for, and what proves it."""

import json
from enum import StrEnum
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sandoq.apps.readiness.errors import BadRequirement

Count = Annotated[int, Field(ge=0, le=10_000)]
Positive = Annotated[int, Field(ge=1, le=100_000)]
_SHOWN = 80


class ProofKind(StrEnum):
    """What a person can bring as proof."""

    PHOTO = "photo"
    SERIAL = "serial"
    TEST = "test"
    DOCUMENT = "document"
    VISIT = "visit"


class _Strict(BaseModel):
    """A JSON object with no other keys and no converted types: `"2"` is not 2."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


_Shape = TypeVar("_Shape", bound=_Strict)


class QuantityFormula(_Strict):
    """How many of an item a station needs: one per so many electors, within two bounds.

    Without `per_electors` it is always `minimum`.
    """

    per_electors: Positive | None = None
    minimum: Count = 1
    maximum: Positive | None = None

    @model_validator(mode="after")
    def _bounds_in_order(self) -> Self:
        if self.maximum is not None and self.maximum < self.minimum:
            raise ValueError("maximum is below minimum")
        return self


class EvidencePolicy(_Strict):
    """What proof is accepted, how old it may be, and whether serial numbers belong to it.

    `other_unit`: even where the need is not blocking, the verifier is from another unit than the
    author. For blocking needs this always holds.
    """

    kinds: Annotated[tuple[ProofKind, ...], Field(min_length=1)] = tuple(ProofKind)
    max_age_days: Annotated[int, Field(ge=1, le=3650)] = 45
    serials: bool = False
    other_unit: bool = True


def read_formula(data: object) -> QuantityFormula:
    """The formula in a `quantity` column; `{}` asks for one.

    Raises:
        BadRequirement: an unknown key, a wrong type or a number out of range.
    """
    return _read(QuantityFormula, "quantity", data)


def read_policy(data: object) -> EvidencePolicy:
    """The policy in an `evidence_policy` column; `{}` accepts any proof not older than 45 days.

    Raises:
        BadRequirement: an unknown key or kind, a wrong type or a number out of range.
    """
    return _read(EvidencePolicy, "evidence_policy", data)


def quantity_of(formula: QuantityFormula, electors: int) -> int:
    """How many a station of so many electors needs; 0 means that the need does not arise.

    Exact: ⌈electors / per_electors⌉, at least `minimum`, at most `maximum`.
    """
    if formula.per_electors is None:
        return formula.minimum
    asked = max(formula.minimum, -(-electors // formula.per_electors))
    return asked if formula.maximum is None else min(asked, formula.maximum)


def _read(shape: type[_Shape], column: str, data: object) -> _Shape:
    try:
        # As JSON, for there an array is a tuple and a string an enum's value, and nothing else is.
        return shape.model_validate_json(json.dumps(data, ensure_ascii=False, allow_nan=False))
    except ValidationError as invalid:
        first = invalid.errors(include_url=False)[0]
        path = ".".join(str(step) for step in (column, *first["loc"]))
        shown = json.dumps(first["input"], ensure_ascii=False, default=str)[:_SHOWN]
        raise BadRequirement(path, shown, _reason(first)) from None
    except (TypeError, ValueError):
        raise BadRequirement(column, str(data)[:_SHOWN], "not-json") from None


def _reason(error: Any) -> str:
    """A stable code of what is wrong, such as `extra-forbidden` or `greater-than-equal`."""
    if error["type"] == "value_error":
        return "maximum-below-minimum"
    return str(error["type"]).replace("_", "-")
