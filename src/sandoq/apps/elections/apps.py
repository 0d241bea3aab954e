from django.apps import AppConfig

from sandoq.apps.elections import verbs


class ElectionsConfig(AppConfig):
    name = "sandoq.apps.elections"
    label = "elections"

    def ready(self) -> None:
        from sandoq.apps.accounts.names import VERB_NAMES  # noqa: PLC0415 - needs the models

        VERB_NAMES.update(verbs.VERB_NAMES)
        from sandoq.apps.elections.panels import contests_of_station  # noqa: PLC0415 - needs models
        from sandoq.apps.territory.panels import station_panels  # noqa: PLC0415

        if contests_of_station not in station_panels:
            station_panels.append(contests_of_station)
