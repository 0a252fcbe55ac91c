"""Addresses of the room, by aggregate; all under ``valeur/`` inside a group."""

from commun.value.urls import books, home, keys, works

app_name = "value"
urlpatterns = [
    *home.urlpatterns,
    *keys.urlpatterns,
    *works.urlpatterns,
    *books.urlpatterns,
]
