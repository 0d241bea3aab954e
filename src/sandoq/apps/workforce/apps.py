"""The workforce room."""

from django.apps import AppConfig

from sandoq.apps.workforce import verbs


class WorkforceConfig(AppConfig):
    """Follows stations that move to another unit."""

    name = "sandoq.apps.workforce"
    label = "workforce"

    def ready(self) -> None:
        from sandoq.apps.accounts.names import VERB_NAMES  # noqa: PLC0415 - needs the models

        VERB_NAMES.update(verbs.VERB_NAMES)
        # Here, for it needs the models.
        from sandoq.apps.territory.services import station_written  # noqa: PLC0415
        from sandoq.apps.workforce.services import follow_stations  # noqa: PLC0415

        if follow_stations not in station_written:
            station_written.append(follow_stations)
