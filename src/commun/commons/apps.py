"""The room's place in the house."""

from django.apps import AppConfig


class CommonsConfig(AppConfig):
    name = "commun.commons"
    label = "commons"
