"""Addresses of the room, by aggregate; all under ``valeur/`` inside a group."""

from commun.value.urls import home

app_name = "value"
urlpatterns = [
    *home.urlpatterns,
]
