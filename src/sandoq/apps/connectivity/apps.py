"""The connectivity room."""

from django.apps import AppConfig

from sandoq.apps.connectivity import verbs


class ConnectivityConfig(AppConfig):
    """Follows the register of stations from the start, and adds to a station's page."""

    name = "sandoq.apps.connectivity"
    label = "connectivity"

    def ready(self) -> None:
        from sandoq.apps.accounts.names import VERB_NAMES  # noqa: PLC0415 - needs the models

        VERB_NAMES.update(verbs.VERB_NAMES)
        # Here, for all of these need the models.
        from sandoq.apps.connectivity import panels, services  # noqa: PLC0415
        from sandoq.apps.territory.panels import station_panels  # noqa: PLC0415
        from sandoq.apps.territory.services import station_written  # noqa: PLC0415
        from sandoq.apps.territory.services.announcing import station_leaving  # noqa: PLC0415

        _register(station_written, services.follow_stations)
        _register(station_leaving, services.forget_stations)
        _register(station_panels, panels.links_of_station)


def _register(listeners: list, listener: object) -> None:  # type: ignore[type-arg]
    if listener not in listeners:
        listeners.append(listener)
