"""The planning room."""

from django.apps import AppConfig

from sandoq.apps.planning import verbs


class PlanningConfig(AppConfig):
    """Names its acts for the audit trail."""

    name = "sandoq.apps.planning"
    label = "planning"

    def ready(self) -> None:
        from sandoq.apps.accounts.names import VERB_NAMES  # noqa: PLC0415 - needs the models

        VERB_NAMES.update(verbs.VERB_NAMES)
