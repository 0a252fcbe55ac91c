"""Addresses of the papers of the book."""

from django.urls import path

from commun.value.views import papers

urlpatterns = [
    path("valeur/livre/releve/", papers.group_statement, name="group-statement"),
    path("valeur/livre/releve/comptes.pdf", papers.group_statement_pdf, name="group-statement-pdf"),
    path("valeur/livre/releve/comptes.csv", papers.group_statement_csv, name="group-statement-csv"),
    path("valeur/livre/comptes/<int:account>/releve/", papers.statement, name="statement"),
    path("valeur/livre/comptes/<int:account>/releve/releve.pdf", papers.statement_pdf, name="statement-pdf"),
    path("valeur/livre/comptes/<int:account>/releve/releve.csv", papers.statement_csv, name="statement-csv"),
    path("valeur/partages/<slug:distribution>/partage.pdf", papers.sharing_pdf, name="distribution-pdf"),
    path("valeur/partages/<slug:distribution>/partage.csv", papers.sharing_csv, name="distribution-csv"),
]
