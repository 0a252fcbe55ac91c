"""Addresses of the room, by aggregate; all under ``reponses/`` inside a group."""

from commun.bids.urls import bids

app_name = "bids"
urlpatterns = [*bids.urlpatterns]
