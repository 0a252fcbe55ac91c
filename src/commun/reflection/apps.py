"""The room's place in the house."""

from django.apps import AppConfig


class ReflectionConfig(AppConfig):
    name = "commun.reflection"
    label = "reflection"
