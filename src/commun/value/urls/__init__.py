"""Addresses of the room, by aggregate; all under ``valeur/`` inside a group."""

from commun.value.urls import accounting, books, contributions, credit, home, keys, papers, pot, simulator, whole, works

app_name = "value"
urlpatterns = [
    *home.urlpatterns,
    *contributions.urlpatterns,
    *keys.urlpatterns,
    *simulator.urlpatterns,
    *whole.urlpatterns,
    *accounting.urlpatterns,
    *works.urlpatterns,
    *books.urlpatterns,
    *papers.urlpatterns,
    *credit.urlpatterns,
    *pot.urlpatterns,
]
