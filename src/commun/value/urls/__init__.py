"""Addresses of the room, by aggregate; all under ``valeur/`` inside a group."""

from commun.value.urls import home, keys

app_name = "value"
urlpatterns = [
    *home.urlpatterns,
    *keys.urlpatterns,
]
