"""What each paper says."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from sandoq.apps.inventory.models import Asset, HandOver, Kit, Stocktake
from sandoq.apps.inventory.papers import compile_paper, qr_svg
from sandoq.apps.inventory.selectors import contents_of, expected_in, lots_in
from sandoq.apps.inventory.selectors.assets import LABEL
from sandoq.apps.inventory.templatetags.inventory import side, word
from sandoq.ui.templatetags.sandoq import digits, language, local_name, moment

MOST_LABELS = 2_000
_LRI, _PDI = "\u2066", "\u2069"


def _code(text: str) -> str:
    """A code kept left to right inside a Persian line."""
    return f"{_LRI}{text}{_PDI}" if text else ""


def labels_pdf(assets: Sequence[Asset], *, at: datetime) -> bytes:
    """Labels with a QR code for these devices, 24 a page, in their order."""
    labels = [
        {
            "kind": local_name(asset.model.kind),
            "model": str(asset.model),
            "serial": asset.serial,
            "unit": local_name(asset.unit),
            "qr": qr_svg(f"{LABEL}{str(asset.key).upper()}"),
        }
        for asset in assets[:MOST_LABELS]
    ]
    data = {
        "title": _("Labels"),
        "lang": language(),
        "rtl": get_language_bidi(),
        "labels": labels,
    }
    return compile_paper("labels", data, at=at)


def packing_pdf(kit: Kit, *, at: datetime) -> bytes:
    """The packing list of a kit: what it should hold, what is in it, who packed and received."""
    contents = contents_of(kit)
    rows = [
        [digits(number), local_name(asset.model.kind), str(asset.model), _code(asset.serial), "☐"]
        for number, asset in enumerate(contents.assets, start=1)
    ]
    rows += [
        [
            digits(number),
            local_name(holding.lot.kind),
            _("lot %(lot)s") % {"lot": _code(holding.lot.number)},
            _("%(n)s pieces") % {"n": digits(holding.quantity)},
            "☐",
        ]
        for number, holding in enumerate(contents.lots, start=len(rows) + 1)
    ]
    seal = kit.seals.filter(broken_at=None).first()
    facts = [
        [_("Kit"), _code(kit.label)],
        [_("Template"), local_name(kit.template)],
        [_("Station"), digits(kit.station.name) if kit.station else "—"],
        [_("Seal"), _code(seal.number) if seal else "—"],
    ]
    header = [_("No."), _("Kind"), _("Model"), _("Serial"), _("Seen")]
    return _list(
        _("Packing list"),
        issuer=local_name(kit.unit),
        facts=facts,
        header=header,
        widths=[1, 4, 4, 4, 1],
        rows=rows,
        qr=f"{LABEL}{kit.label}",
        signatures=[_("Packed by: name, signature"), _("Received by: name, signature")],
        at=at,
    )


def count_sheet_pdf(stocktake: Stocktake, *, at: datetime) -> bytes:
    """The sheet to count a store with: everything the register has there, nothing ticked."""
    rows = [
        [digits(number), local_name(asset.model.kind), str(asset.model), _code(asset.serial), "☐"]
        for number, asset in enumerate(expected_in(stocktake.store), start=1)
    ]
    rows += [
        [
            digits(number),
            local_name(holding.lot.kind),
            _("lot %(lot)s") % {"lot": _code(holding.lot.number)},
            "",
            "……",
        ]
        for number, holding in enumerate(lots_in(stocktake.store), start=len(rows) + 1)
    ]
    return _list(
        _("Count sheet"),
        issuer=local_name(stocktake.store.unit),
        facts=[
            [_("Store"), stocktake.store.name],
            [_("Opened"), moment(stocktake.opened_at)],
            [_("Devices in the register"), digits(len(rows))],
        ],
        header=[_("No."), _("Kind"), _("Model"), _("Serial"), _("Found")],
        widths=[1, 4, 4, 4, 1],
        rows=rows,
        qr=f"{LABEL}{stocktake.key}".upper(),
        signatures=[_("Counted by: name, signature"), _("Booked by: name, signature")],
        at=at,
    )


def receipt_pdf(hand_over: HandOver, *, at: datetime) -> bytes:
    """The receipt of a hand-over or a return, with the hash of its statement."""
    marks = {True: _("received"), False: _("not received"), None: _("waits")}
    rows = [
        [
            digits(number),
            local_name(line.asset.model.kind),
            _code(line.asset.serial),
            _code(line.seal) or "—",
            marks[line.is_received],
        ]
        for number, line in enumerate(hand_over.lines.all(), start=1)
    ]
    facts = [
        [_("Giver"), side(hand_over.from_person, hand_over.from_store)],
        [_("Receiver"), side(hand_over.to_person, hand_over.to_store)],
        [_("Station"), digits(hand_over.station.name) if hand_over.station else "—"],
        [_("Offered"), moment(hand_over.offered_at)],
        [word(hand_over.state), moment(hand_over.answered_at) if hand_over.answered_at else "—"],
    ]
    return _list(
        _("Receipt of a hand-over") if hand_over.to_person else _("Receipt of a return"),
        issuer=local_name(hand_over.unit),
        facts=facts,
        header=[_("No."), _("Kind"), _("Serial"), _("Seal"), _("Answer")],
        widths=[1, 4, 4, 3, 3],
        rows=rows,
        qr=f"{LABEL}{hand_over.key}".upper(),
        signatures=[_("Given by: name, signature"), _("Received by: name, signature")],
        hash=hand_over.statement_sha256,
        at=at,
    )


def _list(title: str, *, issuer: str, at: datetime, qr: str, **parts: object) -> bytes:
    data = {
        "title": title,
        "issuer": issuer,
        "lang": language(),
        "rtl": get_language_bidi(),
        "footer": f"{title} · {moment(at)}",
        "qr": qr_svg(qr),
        "note": "",
        "hash": "",
        **parts,
    }
    return compile_paper("list", data, at=at)
