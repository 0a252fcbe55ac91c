"""Addresses of sharing keys."""

from django.urls import path

from commun.value.views import key_writing, keys

urlpatterns = [
    path("valeur/cles/", keys.keys, name="keys"),
    path("valeur/cles/ecrire/", key_writing.new_key, name="new-key"),
    path("valeur/cles/<slug:key>/", keys.key, name="key"),
    path("valeur/cles/<slug:key>/ecrire/", key_writing.write_key, name="write-key"),
    path("valeur/cles/<slug:key>/<int:key_version>/decision/", keys.adopt_key, name="adopt-key"),
]
