"""The room's place in the house."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    name = "commun.governance"
    label = "governance"
