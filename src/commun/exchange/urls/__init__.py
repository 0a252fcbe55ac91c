"""Addresses of the room, by aggregate."""

from commun.exchange.urls import feed, list_care, lists, offers, search, threads, webhooks

app_name = "exchange"
urlpatterns = [
    *lists.urlpatterns,
    *list_care.urlpatterns,
    *threads.urlpatterns,
    *feed.urlpatterns,
    *webhooks.urlpatterns,
    *offers.urlpatterns,
    *search.urlpatterns,
]
