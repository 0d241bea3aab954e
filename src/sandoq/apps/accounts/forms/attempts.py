"""Lets a form say what a service refused, so that nothing typed is lost."""

from collections.abc import Callable
from typing import TypeVar

from django import forms

from sandoq.common.errors import BadInput, DomainError
from sandoq.ui.problems import problem_details

_T = TypeVar("_T")
_CORRECTABLE = frozenset({409, 422})


def attempted(form: forms.Form, act: Callable[[], _T]) -> _T | None:
    """What the act returns; None if it was refused for what the form holds.

    A refusal of rights or of something that is not there is no matter of the form and goes on.
    """
    try:
        return act()
    except DomainError as refusal:
        if refusal.status not in _CORRECTABLE:
            raise
        form.add_error(_field_of(form, refusal), _sentence(refusal))
        return None


def _field_of(form: forms.Form, refusal: DomainError) -> str | None:
    field = getattr(refusal, "field", None)
    return field if isinstance(field, str) and field in form.fields else None


def _sentence(refusal: DomainError) -> str:
    from_form = getattr(refusal, "field", "") and isinstance(refusal, BadInput)
    details = problem_details(refusal)
    if from_form:
        return str(details["title"])
    return f"{details['title']}. {details['detail']}" if details["detail"] else details["title"]
