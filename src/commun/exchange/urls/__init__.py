"""Addresses of the room, by aggregate."""

from commun.exchange.urls import feed, lists, offers, search, threads

app_name = "exchange"
urlpatterns = [*lists.urlpatterns, *threads.urlpatterns, *feed.urlpatterns, *offers.urlpatterns, *search.urlpatterns]
