"""Tells the rooms above what became of needs, and asks them before requirements are published."""

from collections.abc import Callable, Iterable, Sequence

from sandoq.apps.readiness.models import RequirementSet

NeedListener = Callable[[Sequence[int]], None]
PublishingCheck = Callable[[RequirementSet], None]

needs_judged: list[NeedListener] = []
"""Called inside the writing transaction with the primary keys of needs that became or ceased to be
verified, or are no longer asked. A listener that raises undoes the act."""

publishing_checks: list[PublishingCheck] = []
"""Called before a draft is published, inside the transaction; one that raises refuses."""


def announce(need_ids: Iterable[int]) -> None:
    """Tell every listener about these needs; nothing is told of nothing."""
    told = list(need_ids)
    if told:
        for listener in needs_judged:
            listener(told)
