"""Addresses of feed."""

from django.urls import URLPattern, path

from commun.exchange.views import feed

urlpatterns: list[URLPattern] = [
    path("fil/", feed.feed, name="feed"),
    path("fil/adresses/", feed.addresses, name="feed-addresses"),
    path("fil/adresses/<slug:feed_address>/fermer/", feed.revoke, name="revoke-feed"),
    path("fil/public/", feed.public_page, name="public-page"),
    path("fil/public.atom", feed.public_atom, name="public-feed"),
    path("fil/public.rss", feed.public_rss, name="public-rss"),
    path("fil/public.json", feed.public_activities, name="public-activities"),
]
