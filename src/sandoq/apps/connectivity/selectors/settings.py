"""The grading rule in force, and the operators."""

from sandoq.apps.connectivity.models import GradingSettings, Operator
from sandoq.apps.connectivity.rules.grading import DEFAULT_RULE, GradingRule
from sandoq.common.errors import NotFound


def rule_in_force() -> GradingRule:
    """The newest grading rule; the default until somebody sets one."""
    row = GradingSettings.objects.first()
    if row is None:
        return DEFAULT_RULE
    return GradingRule(
        min_transactions=row.min_transactions,
        min_bands=row.min_bands,
        max_age_days=row.max_age_days,
        min_success_percent=row.min_success_percent,
        band_starts=tuple(row.band_starts),
    )


def settings_history() -> list[GradingSettings]:
    """Every rule that was set, the newest first, with who set it."""
    return list(GradingSettings.objects.select_related("by__person"))


def operators() -> list[Operator]:
    """All operators in their order."""
    return list(Operator.objects.all())


def operator_of_slug(slug: str) -> Operator:
    """The operator with this code.

    Raises:
        NotFound: there is none.
    """
    found = Operator.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound("operator", slug[:40])
    return found
