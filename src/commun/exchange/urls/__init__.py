"""Addresses of the room, by aggregate."""

from commun.exchange.urls import feed, lists, offers, search, threads, webhooks

app_name = "exchange"
urlpatterns = [*lists.urlpatterns, *threads.urlpatterns, *feed.urlpatterns, *webhooks.urlpatterns, *offers.urlpatterns, *search.urlpatterns]
