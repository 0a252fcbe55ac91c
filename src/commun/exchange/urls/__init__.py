"""Addresses of the room, by aggregate."""

from commun.exchange.urls import feed, list_care, lists, offers, search, thread_life, threads, webhooks

app_name = "exchange"
urlpatterns = [
    *lists.urlpatterns,
    *list_care.urlpatterns,
    *threads.urlpatterns,
    *thread_life.urlpatterns,
    *feed.urlpatterns,
    *webhooks.urlpatterns,
    *offers.urlpatterns,
    *search.urlpatterns,
]
