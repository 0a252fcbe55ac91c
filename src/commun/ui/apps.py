from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "commun.ui"
    label = "ui"
