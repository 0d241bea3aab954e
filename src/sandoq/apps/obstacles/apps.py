"""The obstacles room."""

from django.apps import AppConfig

from sandoq.apps.obstacles import verbs


class ObstaclesConfig(AppConfig):
    """Follows needs and stations from the start; adds to a station's page."""

    name = "sandoq.apps.obstacles"
    label = "obstacles"

    def ready(self) -> None:
        from sandoq.apps.accounts.names import VERB_NAMES  # noqa: PLC0415 - needs the models

        VERB_NAMES.update(verbs.VERB_NAMES)
        # Here, for all of these need the models.
        from sandoq.apps.obstacles import panels, services  # noqa: PLC0415
        from sandoq.apps.readiness.services import needs_judged  # noqa: PLC0415
        from sandoq.apps.territory.panels import station_panels  # noqa: PLC0415
        from sandoq.apps.territory.services import station_written  # noqa: PLC0415

        _register(needs_judged, services.follow_needs)
        _register(station_written, services.follow_stations)
        _register(station_panels, panels.obstacles_of_station)


def _register(listeners: list, listener: object) -> None:  # type: ignore[type-arg]
    if listener not in listeners:
        listeners.append(listener)
