from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "sandoq.demo"
    label = "demo"
