"""Addresses of shared things."""

from django.urls import URLPattern, path

from commun.exchange.views import things

urlpatterns: list[URLPattern] = [
    path("entraide/choses/", things.things, name="things"),
    path("entraide/choses/partager/", things.new_thing, name="new-thing"),
    path("entraide/choses/<slug:thing>/", things.thing, name="thing"),
    path("entraide/choses/<slug:thing>/corriger/", things.edit_thing, name="edit-thing"),
    path("entraide/choses/<slug:thing>/etat/", things.move_thing, name="move-thing"),
    path("entraide/choses/<slug:thing>/reserver/", things.book_thing, name="book-thing"),
    path("entraide/reservations/<slug:booking>/annuler/", things.cancel_booking, name="cancel-booking"),
    path("entraide/reservations/<slug:booking>/rendre/", things.return_thing, name="return-thing"),
]
