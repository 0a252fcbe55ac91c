"""Address of the room's first page."""

from django.urls import path

from commun.value.views import home

urlpatterns = [path("valeur/", home.home, name="home")]
