"""Compares the rows of files with the catalogue and the register."""

from collections import defaultdict
from collections.abc import Sequence

from sandoq.apps.inventory.errors import ImportRefused
from sandoq.apps.inventory.models import Asset, DeviceModel, ItemKind, Store
from sandoq.apps.inventory.rules.importing import (
    Catalogue,
    KnownAsset,
    KnownModel,
    ReadRow,
    Verdict,
    find_header,
    judge,
    meant_serials,
    read_rows,
)
from sandoq.apps.inventory.rules.serials import bare
from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.services.importing.reading import NamedFile, read_sheets
from sandoq.common.text import search_key

MOST_ROWS = 200_000
_BLOCK = 500


def read_files(files: Sequence[NamedFile]) -> list[ReadRow]:
    """The rows of every sheet that has a column of serials.

    Raises:
        FileUnreadable: a file is no spreadsheet, or damaged.
        ImportRefused: `no-header`, `too-many-rows`, or `nothing-to-import`.
    """
    rows: list[ReadRow] = []
    has_header = False
    for file in files:
        for sheet in read_sheets(file):
            cells = list(sheet.rows)
            header = find_header(cells)
            if header is None:
                continue
            has_header = True
            rows += read_rows(file.name, sheet.name, cells, header)
            if len(rows) > MOST_ROWS:
                raise ImportRefused("too-many-rows")
    if not has_header:
        raise ImportRefused("no-header")
    if not rows:
        raise ImportRefused("nothing-to-import")
    return rows


def assess(rows: Sequence[ReadRow], store: Store) -> tuple[list[Verdict], list[KnownModel]]:
    """What becomes of every row in this store, and the models they propose."""
    catalogue = load_catalogue(store)
    known = _known(meant_serials(rows), catalogue, store)
    verdicts = judge(rows, catalogue, known)
    return verdicts, list(catalogue.proposed.values())


def load_catalogue(store: Store) -> Catalogue:
    """Kinds, models and the regions a row may name: provinces, and the counties of this one."""
    models: dict[str, KnownModel] = {}
    by_name: dict[str, list[KnownModel]] = defaultdict(list)
    for model in DeviceModel.objects.select_related("kind"):
        known = KnownModel(model.pk, model.kind.code, model.maker, model.name, model.serial_digits)
        models[model.search_name] = known
        by_name[search_key(model.name)].append(known)
    kinds = {
        search_key(word): kind.code
        for kind in ItemKind.objects.filter(is_serialised=True)
        for word in (kind.code, kind.name_fa, kind.name_en)
        if word
    }
    return Catalogue(kinds, models, by_name, _regions(store))


def _regions(store: Store) -> dict[str, int]:
    province = store.unit.path[: 2 * Unit.steplen]
    near = Unit.objects.filter(closed_on=None, path__startswith=province, level="county")
    units = [*near, *Unit.objects.filter(closed_on=None, level="province")]
    named = ((unit, name) for unit in units for name in (unit.name_fa, unit.name_en))
    return {search_key(name): unit.pk for unit, name in named if name}


def _known(
    serials: set[str], catalogue: Catalogue, store: Store
) -> dict[tuple[int, str], list[KnownAsset]]:
    """Devices of the register that a row could mean, whatever zeros it lost."""
    lengths = {m.serial_digits for m in catalogue.models.values() if m.serial_digits}
    wanted = set(serials) | {s.zfill(n) for n in lengths for s in serials if s.isdecimal()}
    digits = {bare(serial) for serial in serials if serial.isdecimal()}
    found: dict[tuple[int, str], list[KnownAsset]] = defaultdict(list)

    def take(rows: object) -> None:
        for pk, model_id, serial, firmware, region, path in rows:  # type: ignore[attr-defined]
            one = KnownAsset(pk, serial, firmware, region, path.startswith(store.unit.path))
            if one not in found[(model_id, bare(serial))]:
                found[(model_id, bare(serial))].append(one)

    columns = ("pk", "model_id", "serial", "firmware", "region_id", "unit__path")
    ordered = sorted(wanted)
    for start in range(0, len(ordered), _BLOCK):
        take(Asset.objects.filter(serial__in=ordered[start : start + _BLOCK]).values_list(*columns))
    if digits:
        with_zeros = Asset.objects.filter(serial__startswith="0").values_list(*columns)
        take(row for row in with_zeros.iterator() if bare(row[2]) in digits)
    return found
