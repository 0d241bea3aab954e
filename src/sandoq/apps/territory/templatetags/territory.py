"""Filters of the territory room's templates."""

from django import template

from sandoq.apps.territory.models import Unit, UnitLevel
from sandoq.apps.territory.wording import WORDS
from sandoq.ui.templatetags.sandoq import local_name

register = template.Library()


@register.filter
def word(code: object) -> str:
    """What people call a stable code: 'mobile', 'times-overlap', 'iso-3166-2'."""
    return str(WORDS.get(str(code), code))


@register.filter
def place_name(unit: Unit | None) -> str:
    """The unit's name, and before it the county's for a district whose `above` is known."""
    if unit is None:
        return ""
    if unit.level == UnitLevel.DISTRICT and unit.above is not None:
        return f"{local_name(unit.above)} · {local_name(unit)}"
    return local_name(unit)


@register.filter
def at(values: dict[str, object], key: str) -> object:
    """The value of a mapping under a key; nothing if it has none."""
    return values.get(key, 0)
