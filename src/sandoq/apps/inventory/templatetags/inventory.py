"""Words of the inventory room for its templates."""

from typing import Any
from uuid import uuid4

from django import template

from sandoq.apps.inventory.models import Custody
from sandoq.apps.inventory.wording import WHY, WORDS
from sandoq.ui.templatetags.sandoq import local_name

register = template.Library()


@register.filter
def word(code: str) -> str:
    """What a code is called; the code itself if it has no name."""
    return str(WORDS.get(str(code), code))


@register.filter
def why(reason: str) -> str:
    """The sentence of a refusal's reason, with the next step."""
    return str(WHY.get(str(reason), reason))


@register.filter
def keeper(custody: Custody | None) -> str:
    """Who keeps a device: the person's name, or the store and its unit."""
    if custody is None:
        return ""
    if custody.person is not None:
        return local_name(custody.person)
    return side(None, custody.store)


@register.simple_tag
def side(person: Any, store: Any) -> str:
    """One side of a hand-over: a person, or a store with its unit."""
    if person is not None:
        return local_name(person)
    return f"{store.name}، {local_name(store.unit)}" if store is not None else ""


@register.simple_tag
def new_act_key() -> str:
    """A key for a form, so that sending it twice does nothing twice."""
    return str(uuid4())


@register.filter
def words(text: str) -> list[str]:
    """The words of a text, for a loop over codes."""
    return text.split()
