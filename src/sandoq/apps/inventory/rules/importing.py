"""What a row of a list of equipment means, and what becomes of it. Nothing is written here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sandoq.apps.inventory.errors import BadSerial
from sandoq.apps.inventory.rules.serials import bare, serial_of
from sandoq.common.text import compact_key, normalise, search_key

Cell = str | int | float | bool | None
HEADER_WITHIN = 20
LONGEST_TEXT = 80

HEADERS: Mapping[str, tuple[str, ...]] = {
    "serial": (
        "سریال",
        "شماره سریال",
        "سریال دستگاه",
        "serial",
        "serial number",
        "serial no",
        "sn",
    ),
    "model": ("مدل", "مدل دستگاه", "model", "device model"),
    "maker": ("سازنده", "برند", "شرکت سازنده", "maker", "brand", "manufacturer"),
    "kind": ("نوع", "نوع تجهیزات", "نوع دستگاه", "کالا", "شرح کالا", "kind", "item", "type"),
    "firmware": ("میان‌افزار", "نسخه میان‌افزار", "نسخه نرم‌افزار", "firmware", "firmware version"),
    "region": ("قفل منطقه", "منطقه", "منطقه فعال", "region", "region lock"),
}
"""The usual words of each column; compared without spaces, signs and spelling variants."""

_FIELD_OF = {compact_key(word): name for name, words in HEADERS.items() for word in words}
_TOTALS = {compact_key(word) for word in ("جمع", "جمع کل", "مجموع", "total", "sum")}


class Outcome(StrEnum):
    """What becomes of a row; rows in are the sum of all."""

    CREATED = "created"
    UPDATED = "updated"
    MERGED = "merged"
    QUARANTINED = "quarantined"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row's cells by field, and where it stands."""

    file: str
    sheet: str
    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model of the catalogue; `pk` is None for one proposed by this file."""

    pk: int | None
    kind: str
    maker: str
    name: str
    serial_digits: int | None = None


@dataclass(frozen=True, slots=True)
class KnownAsset:
    """A device of the register, as far as a row is compared with it."""

    pk: int
    serial: str
    firmware: str
    region: int | None
    is_here: bool


@dataclass(slots=True)
class Catalogue:
    """Models and kinds by the keys under which spellings meet; regions by name."""

    kinds: Mapping[str, str]
    models: dict[str, KnownModel]
    by_name: Mapping[str, Sequence[KnownModel]]
    regions: Mapping[str, int]
    proposed: dict[str, KnownModel] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a row, why, and with what values."""

    row: ReadRow
    outcome: Outcome
    reason: str = ""
    model: KnownModel | None = None
    serial: str = ""
    firmware: str = ""
    region: int | None = None
    asset: int | None = None
    notices: tuple[str, ...] = ()


Known = Mapping[tuple[int, str], Sequence[KnownAsset]]
"""Devices of the register by model and bare serial."""


def find_header(rows: Sequence[tuple[int, Sequence[Cell]]]) -> tuple[int, dict[str, int]] | None:
    """The row number of the header and the column of each field; None without a serial column."""
    best: tuple[int, dict[str, int]] | None = None
    for number, cells in rows[:HEADER_WITHIN]:
        columns = _columns(cells)
        if "serial" in columns and (best is None or len(columns) > len(best[1])):
            best = (number, columns)
    return best


def _columns(cells: Sequence[Cell]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        name = _FIELD_OF.get(compact_key(cell)) if isinstance(cell, str) else None
        if name is not None:
            found.setdefault(name, index)
    return found


def read_rows(
    file: str,
    sheet: str,
    rows: Sequence[tuple[int, Sequence[Cell]]],
    header: tuple[int, dict[str, int]],
) -> Iterator[ReadRow]:
    """The rows below the header, by field."""
    at, columns = header
    for number, cells in rows:
        if number > at:
            named = {
                name: cells[index] if index < len(cells) else None
                for name, index in columns.items()
            }
            named["*"] = next((cell for cell in cells if cell not in {None, ""}), None)
            yield ReadRow(file, sheet, number, named)


def judge(rows: Iterable[ReadRow], catalogue: Catalogue, known: Known) -> list[Verdict]:
    """What becomes of every row, in their order."""
    seen: dict[tuple[str, str], Verdict] = {}
    return [_judge(row, catalogue, known, seen) for row in rows]


def meant_serials(rows: Iterable[ReadRow]) -> set[str]:
    """Serials as they would be spelt, to look them up in the register."""
    found = set()
    for row in rows:
        try:
            found.add(serial_of(row.cells.get("serial") or ""))
        except BadSerial:
            continue
    return found


def _judge(
    row: ReadRow, catalogue: Catalogue, known: Known, seen: dict[tuple[str, str], Verdict]
) -> Verdict:
    if reason := _no_device(row):
        return Verdict(row, Outcome.IGNORED, reason)
    model, reason = _model(row, catalogue)
    if model is None:
        return Verdict(row, Outcome.QUARANTINED, reason)
    try:
        serial = serial_of(row.cells.get("serial") or "", digits=model.serial_digits)
    except BadSerial as error:
        return Verdict(row, Outcome.QUARANTINED, f"serial-{error.reason}", model, error.value)
    region, is_known_region = _region(row, catalogue)
    if not is_known_region:
        return Verdict(row, Outcome.QUARANTINED, "region-unknown", model, serial)
    firmware = _text(row.cells.get("firmware"))[:60]
    notices = ("model-proposed",) if model.pk is None else ()
    draft = Verdict(row, Outcome.CREATED, "", model, serial, firmware, region, None, notices)
    twin = seen.setdefault((search_key(f"{model.maker} {model.name}"), bare(serial)), draft)
    if twin is not draft:
        return _against_twin(draft, twin)
    return _against_register(draft, known)


def _no_device(row: ReadRow) -> str:
    """Why the row is none of a device: a total, a repeated header, or empty; "" if it is one."""
    first = row.cells.get("*")
    if isinstance(first, str) and compact_key(first) in _TOTALS:
        return "total-row"
    if len(_columns(list(row.cells.values()))) > 1:
        return "header-row"
    empty = all(cell in {None, ""} for name, cell in row.cells.items() if name != "*")
    return "empty-row" if empty else ""


def _against_twin(draft: Verdict, twin: Verdict) -> Verdict:
    """A row that an earlier row of the files says already."""
    same = (draft.firmware, draft.region) == (twin.firmware, twin.region)
    notices = draft.notices if draft.serial == twin.serial else (*draft.notices, "zeros-differ")
    outcome = Outcome.MERGED if same else Outcome.QUARANTINED
    reason = "duplicate-in-file" if same else "duplicate-differs"
    return _with(draft, outcome, reason, serial=twin.serial, notices=notices)


def _against_register(draft: Verdict, known: Known) -> Verdict:
    """A device the register knows is updated or left; the zeros a spreadsheet took come back."""
    if draft.model is None or draft.model.pk is None:
        return draft
    found = known.get((draft.model.pk, bare(draft.serial)), ())
    exact = [one for one in found if one.serial == draft.serial] or list(found)
    if not exact:
        return draft
    if len(exact) > 1:
        return _with(draft, Outcome.QUARANTINED, "zeros-ambiguous")
    (asset,) = exact
    notices = draft.notices if asset.serial == draft.serial else (*draft.notices, "zeros-restored")
    if not asset.is_here:
        return _with(draft, Outcome.QUARANTINED, "registered-elsewhere", notices=notices)
    says_more = (draft.firmware and draft.firmware != asset.firmware) or (
        draft.region is not None and draft.region != asset.region
    )
    outcome = Outcome.UPDATED if says_more else Outcome.IGNORED
    return Verdict(
        draft.row,
        outcome,
        "" if says_more else "known",
        draft.model,
        asset.serial,
        draft.firmware or asset.firmware,
        draft.region if draft.region is not None else asset.region,
        asset.pk,
        notices,
    )


def _with(
    draft: Verdict,
    outcome: Outcome,
    reason: str,
    *,
    serial: str = "",
    notices: tuple[str, ...] | None = None,
) -> Verdict:
    return Verdict(
        draft.row,
        outcome,
        reason,
        draft.model,
        serial or draft.serial,
        draft.firmware,
        draft.region,
        None,
        draft.notices if notices is None else notices,
    )


def _model(row: ReadRow, catalogue: Catalogue) -> tuple[KnownModel | None, str]:
    """The model a row names; one the catalogue lacks is proposed if the row's kind is known."""
    name, maker = _text(row.cells.get("model")), _text(row.cells.get("maker"))
    if not name:
        return None, "model-missing"
    key = search_key(f"{maker} {name}")
    if found := catalogue.models.get(key) or catalogue.proposed.get(key):
        return found, ""
    if not maker:
        same = catalogue.by_name.get(search_key(name), ())
        if len(same) > 1:
            return None, "model-ambiguous"
        if same:
            return same[0], ""
    kind = catalogue.kinds.get(search_key(_text(row.cells.get("kind"))))
    if kind is None:
        return None, "model-unknown"
    proposed = KnownModel(None, kind, maker, name)
    catalogue.proposed[key] = proposed
    return proposed, ""


def _region(row: ReadRow, catalogue: Catalogue) -> tuple[int | None, bool]:
    text = search_key(_text(row.cells.get("region")))
    if not text or text in {"ندارد", "-", "—", "none", "بدون قفل"}:
        return None, True
    found = catalogue.regions.get(text)
    return found, found is not None


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return normalise(str(cell))[:LONGEST_TEXT] if cell is not None else ""
