"""The readiness room."""

from django.apps import AppConfig

from sandoq.apps.readiness import verbs


class ReadinessConfig(AppConfig):
    """Follows the register, the stages and the rooms below from the start; adds to their pages."""

    name = "sandoq.apps.readiness"
    label = "readiness"

    def ready(self) -> None:
        from sandoq.apps.accounts.names import VERB_NAMES  # noqa: PLC0415 - needs the models

        VERB_NAMES.update(verbs.VERB_NAMES)
        # Here, for all of these need the models.
        from sandoq.apps.connectivity.services import links_changed  # noqa: PLC0415
        from sandoq.apps.elections.services.announcing import election_changed  # noqa: PLC0415
        from sandoq.apps.inventory.services import stations_supplied  # noqa: PLC0415
        from sandoq.apps.readiness import panels, services  # noqa: PLC0415
        from sandoq.apps.territory.panels import station_panels, unit_panels  # noqa: PLC0415
        from sandoq.apps.territory.services import station_written  # noqa: PLC0415
        from sandoq.apps.workforce.services import (  # noqa: PLC0415
            staffing_rules_written,
            staffing_written,
        )

        _register(station_written, services.follow_stations)
        _register(election_changed, services.follow_election)
        _register(links_changed, services.follow_links)
        _register(stations_supplied, services.follow_equipment)
        _register(staffing_written, services.follow_staff)
        _register(staffing_rules_written, services.follow_staffing_rules)
        _register(station_panels, panels.readiness_of_station)
        _register(unit_panels, panels.readiness_of_unit)


def _register(listeners: list, listener: object) -> None:  # type: ignore[type-arg]
    if listener not in listeners:
        listeners.append(listener)
