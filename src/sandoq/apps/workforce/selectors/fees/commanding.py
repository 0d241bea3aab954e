"""What the commands of fees name: an election, a unit's code, a batch's number. No scope: the
operator of the machine asks."""

from django.core.exceptions import ValidationError
from django.db.models import Q

from sandoq.apps.elections.models import Election, PollingDay
from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.models import FeeBatch
from sandoq.common.errors import NotFound


def polling_day_named(slug: str) -> PollingDay:
    """The polling day of the election with this short name.

    Raises:
        NotFound: there is none.
    """
    found = Election.objects.filter(slug=slug).select_related("polling_day").first()
    if found is None:
        raise NotFound("election", slug[:40])
    return found.polling_day


def unit_named(code: str | None) -> Unit:
    """The unit with this code of any scheme; the whole country without one.

    Raises:
        NotFound: there is none.
    """
    wanted = Q(codes__value=code, codes__until=None) if code else Q(level="country")
    unit = Unit.objects.filter(wanted).first()
    if unit is None:
        raise NotFound("unit", (code or "country")[:40])
    return unit


def batch_named(name: str) -> FeeBatch:
    """The batch with this number or key.

    Raises:
        NotFound: there is none.
    """
    batches = FeeBatch.objects.select_related("polling_day", "unit")
    found = batches.filter(number=name).first()
    if found is None:
        try:
            found = batches.filter(key=name).first()
        except (ValidationError, ValueError):
            found = None
    if found is None:
        raise NotFound("fee-batch", name[:40])
    return found
