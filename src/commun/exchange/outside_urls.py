"""Addresses of the room outside any group."""

from django.urls import path

from commun.exchange.views import feed, leaving, search, second_door

urlpatterns = [
    path("chercher/", search.search, name="search"),
    path("l/<slug:token>/", leaving.leave_list, name="leave-list"),
    path("courriel/entrant/<slug:provider>/", second_door.mail_comes_in, name="mail-comes-in"),
    path("fil/", feed.my_feed, name="my-feed"),
    path("fil/<str:token>.atom", feed.private_atom, name="feed-atom"),
    path("fil/<str:token>.rss", feed.private_rss, name="feed-rss"),
    path("fil/<str:token>.json", feed.private_activities, name="feed-json"),
]
