"""Addresses of the room outside any group."""

from django.urls import path

from commun.exchange.views import feed, leaving, search

urlpatterns = [
    path("chercher/", search.search, name="search"),
    path("l/<slug:token>/", leaving.leave_list, name="leave-list"),
    path("fil/<str:token>.atom", feed.private_atom, name="feed-atom"),
    path("fil/<str:token>.json", feed.private_activities, name="feed-json"),
]
