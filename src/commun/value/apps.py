"""The room's place in the house."""

from django.apps import AppConfig


class ValueConfig(AppConfig):
    name = "commun.value"
    label = "value"
