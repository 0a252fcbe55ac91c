"""The addresses of the house: paths in French, names in English."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from commun.config import views

GROUP = "g/<slug:space_slug>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("sante/", views.health, name="health"),
    path("compte/", include("allauth.urls")),
]

if settings.CATALOGUE:
    urlpatterns.append(path("_ui/", include("commun.ui.urls")))
