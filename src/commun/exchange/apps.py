"""The room's place in the house."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "commun.exchange"
    label = "exchange"
