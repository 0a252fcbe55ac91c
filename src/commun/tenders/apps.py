"""The room's place in the house."""

from django.apps import AppConfig


class TendersConfig(AppConfig):
    name = "commun.tenders"
    label = "tenders"
