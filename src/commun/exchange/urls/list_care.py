"""Addresses of those who look after the list of a group, and of a member's own address."""

from django.urls import path

from commun.exchange.views import list_care

urlpatterns = [
    path("liste/mon-adresse/", list_care.my_address, name="my-address"),
    path("liste/reprendre/", list_care.restart, name="restart-list"),
    path("liste/attente/<slug:held_mail>/mettre-de-cote/", list_care.discard, name="discard-mail"),
    path("liste/attente/<slug:held_mail>/faire-confiance/", list_care.trust, name="trust-sender"),
    path("liste/expediteurs/<slug:trusted>/retirer/", list_care.trust_no_longer, name="trust-no-longer"),
]
