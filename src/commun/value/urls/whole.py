"""Addresses of value seen whole."""

from django.urls import path

from commun.value.views import whole

urlpatterns = [
    path("valeur/ensemble/", whole.whole, name="whole"),
    path("valeur/ensemble/argent/", whole.money, name="whole-money"),
    path("valeur/ensemble/valeur.csv", whole.outside, name="whole-outside"),
]
