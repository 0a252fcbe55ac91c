"""Addresses of the book of money."""

from django.urls import path

from commun.value.views import books

urlpatterns = [
    path("valeur/livre/", books.book, name="book"),
    path("valeur/livre/livre.csv", books.export, name="book-export"),
    path("valeur/livre/livre.journal", books.journal, name="book-journal"),
    path("valeur/livre/livre.beancount", books.beancount, name="book-beancount"),
    path("valeur/livre/verifier/", books.verify, name="verify-book"),
    path("valeur/livre/comptes/<int:account>/", books.account, name="account"),
    path("valeur/livre/comptes/<int:account>/releve.csv", books.statement_csv, name="statement-csv"),
]
