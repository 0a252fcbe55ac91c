"""Addresses of the room, by aggregate."""

from commun.exchange.urls import feed, lists, offers

app_name = "exchange"
urlpatterns = [*lists.urlpatterns, *feed.urlpatterns, *offers.urlpatterns]
