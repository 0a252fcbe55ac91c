"""Addresses of the room, by aggregate; all under ``valeur/`` inside a group."""

from commun.value.urls import books, contributions, home, keys, works

app_name = "value"
urlpatterns = [
    *home.urlpatterns,
    *contributions.urlpatterns,
    *keys.urlpatterns,
    *works.urlpatterns,
    *books.urlpatterns,
]
