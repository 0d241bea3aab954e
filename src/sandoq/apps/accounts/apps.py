from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sandoq.apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        from sandoq.apps.accounts import receivers  # noqa: PLC0415 - needs the models

        receivers.connect()
