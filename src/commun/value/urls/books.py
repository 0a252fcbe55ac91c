"""Addresses of the books: money first, then the mutual credit."""

from django.urls import path

from commun.value.models import Book
from commun.value.views import books, closing

CREDIT = {"purpose": Book.Purpose.CREDIT.value}
urlpatterns = [
    path("valeur/livre/", books.book, name="book"),
    path("valeur/livre/livre.csv", books.export, name="book-export"),
    path("valeur/livre/livre.journal", books.journal, name="book-journal"),
    path("valeur/livre/livre.beancount", books.beancount, name="book-beancount"),
    path("valeur/livre/verifier/", books.verify, name="verify-book"),
    path("valeur/livre/comptes/<int:account>/", books.account, name="account"),
    path("valeur/livre/comptes/<int:account>/versement/", closing.pay_out, name="pay-out"),
    path("valeur/livre/comptes/<int:account>/versement/<int:line>/", closing.take_back, name="take-back-payment"),
    path("valeur/livre/comptes/<int:account>/fermer/", closing.close_account, name="close-account"),
    path("valeur/livre/fin-d-annee/", closing.end_of_year, name="end-of-year"),
    path("valeur/credit/livre/", books.book, CREDIT, name="credit-book"),
    path("valeur/credit/livre/livre.csv", books.export, CREDIT, name="credit-book-export"),
    path("valeur/credit/livre/livre.journal", books.journal, CREDIT, name="credit-book-journal"),
    path("valeur/credit/livre/livre.beancount", books.beancount, CREDIT, name="credit-book-beancount"),
    path("valeur/credit/livre/verifier/", books.verify, CREDIT, name="credit-verify-book"),
]
