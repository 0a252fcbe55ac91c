"""The catalogue of components, outside production only (``settings.CATALOGUE``)."""

from django.urls import path

from commun.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("page/", views.example_page, name="example-page"),
    path("page-vide/", views.example_empty_page, name="example-empty-page"),
    path("dehors/", views.example_signed_out, name="example-signed-out"),
    path("morceau/", views.example_fragment, name="example-fragment"),
    path("erreur/<int:code>/", views.example_error, name="example-error"),
]
