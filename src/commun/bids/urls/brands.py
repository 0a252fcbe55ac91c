"""Addresses of joint brands, all under ``marques/`` inside a group."""

from django.urls import path

from commun.bids.views import brands

urlpatterns = [
    path("marques/", brands.brands, name="brands"),
    path("marques/nouvelle/", brands.new_brand, name="new-brand"),
    path("marques/places/<slug:brand_part>/signature/", brands.say_signer, name="say-signer"),
    path("marques/<slug:brand>/", brands.brand, name="brand"),
    path("marques/<slug:brand>/modifier/", brands.edit_brand, name="edit-brand"),
    path("marques/<slug:brand>/accepter/", brands.join, name="join-brand"),
    path("marques/<slug:brand>/quitter/", brands.leave, name="leave-brand"),
]
