"""The nation's catalogue: kinds, models, kit templates."""

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require, scope_of
from sandoq.apps.accounts.services import record_action
from sandoq.apps.inventory.errors import CatalogueTaken
from sandoq.apps.inventory.models import DeviceModel, ItemKind, KitTemplate, KitTemplateLine
from sandoq.apps.inventory.rules.hardening import DeviceClass
from sandoq.common.errors import BadInput, NotAllowed
from sandoq.common.text import normalise, search_key

NATION = ""


def model_search_name(maker: str, name: str) -> str:
    """The key under which spellings of a model meet."""
    return search_key(f"{maker} {name}")


def _require(by: User) -> None:
    if not scope_of(by, Permission.CATALOGUE_EDIT).is_national:
        raise NotAllowed(Permission.CATALOGUE_EDIT.value, "")


@transaction.atomic
def define_kind(
    *,
    by: User,
    code: str,
    name_fa: str,
    name_en: str = "",
    device_class: DeviceClass = DeviceClass.OTHER,
    is_serialised: bool = True,
    is_critical: bool = False,
    order: int = 0,
) -> ItemKind:
    """Define a kind, or correct the one of this code; the same again changes nothing.

    Raises:
        NotAllowed: only the headquarters keeps the catalogue.
        Conflict: a kind with devices or lots keeps the way it is counted.
    """
    _require(by)
    values = {
        "name_fa": normalise(name_fa),
        "name_en": name_en,
        "device_class": device_class.value,
        "is_serialised": is_serialised,
        "is_critical": is_critical,
        "order": order,
    }
    kind, is_new = ItemKind.objects.get_or_create(code=code, defaults=values)
    if not is_new:
        if all(getattr(kind, name) == value for name, value in values.items()):
            return kind
        used = kind.models.exists() or kind.lots.exists()
        if used and kind.is_serialised != is_serialised:
            raise CatalogueTaken("kind", code)
        for name, value in values.items():
            setattr(kind, name, value)
        kind.save()
    record_action(by=by, verb="inventory.define-kind", target=kind, data={"code": code})
    return kind


@transaction.atomic
def define_model(
    *,
    by: User,
    kind: ItemKind,
    name: str,
    maker: str = "",
    is_region_locked: bool = False,
    serial_digits: int | None = None,
    firmware: str = "",
    configuration_sha256: str = "",
    compatible: Sequence[DeviceModel] = (),
) -> DeviceModel:
    """Add an approved model; the same again answers with the first.

    Raises:
        NotAllowed: only the headquarters keeps the catalogue.
        BadInput: a consumable has no models, or the hash is no SHA-256.
        CatalogueTaken: another kind has a model of this name.
    """
    _require(by)
    if not kind.is_serialised:
        raise BadInput("kind", kind.code, "not-serialised")
    _require_hash(configuration_sha256)
    found = DeviceModel.objects.filter(search_name=model_search_name(maker, name)).first()
    if found is not None:
        if found.kind_id != kind.pk or found.state == DeviceModel.State.PROPOSED:
            raise CatalogueTaken("model", str(found))
        return found
    model = DeviceModel.objects.create(
        kind=kind,
        maker=normalise(maker),
        name=normalise(name),
        search_name=model_search_name(maker, name),
        is_region_locked=is_region_locked,
        serial_digits=serial_digits,
        firmware=firmware,
        configuration_sha256=configuration_sha256,
        approved_by=by,
    )
    model.compatible.set(compatible)
    record_action(by=by, verb="inventory.define-model", target=model, data={"name": str(model)})
    return model


@transaction.atomic
def approve_model(
    *,
    by: User,
    model: DeviceModel,
    is_region_locked: bool = False,
    serial_digits: int | None = None,
    firmware: str = "",
    configuration_sha256: str = "",
    compatible: Sequence[DeviceModel] = (),
) -> DeviceModel:
    """Approve a proposed model, or correct an approved one; the same again changes nothing."""
    _require(by)
    _require_hash(configuration_sha256)
    model = DeviceModel.objects.select_for_update().get(pk=model.pk)
    before = _as_written(model)
    model.state = DeviceModel.State.APPROVED
    model.is_region_locked = is_region_locked
    model.serial_digits = serial_digits
    model.firmware = firmware
    model.configuration_sha256 = configuration_sha256
    model.approved_by = model.approved_by or by
    model.save()
    model.compatible.set(other for other in compatible if other.pk != model.pk)
    after = _as_written(model)
    if before != after:
        record_action(by=by, verb="inventory.approve-model", target=model, data=after)
    return model


def _as_written(model: DeviceModel) -> dict[str, object]:
    return {
        "name": str(model),
        "state": str(model.state),
        "region_locked": model.is_region_locked,
        "serial_digits": model.serial_digits,
        "firmware": model.firmware,
        "configuration_sha256": model.configuration_sha256,
        "compatible": sorted(str(other.key) for other in model.compatible.all()),
    }


def _require_hash(value: str) -> None:
    is_hash = len(value) == len("0" * 64) and not value.strip("0123456789abcdef")
    if value and not is_hash:
        raise BadInput("configuration_sha256", value[:70], "not-a-sha256")


@transaction.atomic
def define_template(
    *, by: User, code: str, name_fa: str, lines: Mapping[ItemKind, int], name_en: str = ""
) -> KitTemplate:
    """Say what a kit of this sort holds; the same again changes nothing.

    Raises:
        CatalogueTaken: kits of this template were made and would no longer fit.
    """
    _require(by)
    template, is_new = KitTemplate.objects.get_or_create(
        code=code, defaults={"name_fa": normalise(name_fa), "name_en": name_en}
    )
    present = {line.kind_id: line.quantity for line in template.lines.all()}
    wanted = {kind.pk: quantity for kind, quantity in lines.items()}
    if not is_new and present == wanted:
        return template
    if not is_new and template.kits.exists():
        raise CatalogueTaken("template", code)
    template.lines.all().delete()
    try:
        with transaction.atomic():
            KitTemplateLine.objects.bulk_create(
                KitTemplateLine(template=template, kind=kind, quantity=quantity)
                for kind, quantity in lines.items()
            )
    except IntegrityError:
        raise BadInput("quantity", "0", "not-positive") from None
    record_action(by=by, verb="inventory.define-template", target=template, data={"code": code})
    return template


def require_keeper(by: User, path: str) -> None:
    """Refuse whoever does not keep the stores of this unit.

    Raises:
        NotAllowed: no post of the person reaches the unit with the permission.
    """
    require(by, Permission.INVENTORY_EDIT, unit_path=path)
