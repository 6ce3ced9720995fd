from django.apps import AppConfig


class FloorConfig(AppConfig):
    name = "tests.performance.floor"
    label = "floor"
