"""The room's place in the house."""

from django.apps import AppConfig


class BidsConfig(AppConfig):
    name = "commun.bids"
    label = "bids"
