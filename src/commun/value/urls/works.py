"""Addresses of joint works and of what they bring."""

from django.urls import path

from commun.value.views import levies, sharings, work_money, works

urlpatterns = [
    path("valeur/travaux/", works.works, name="works"),
    path("valeur/travaux/nouveau/", works.new_work, name="new-work"),
    path("valeur/travaux/<slug:work>/", works.work, name="work"),
    path("valeur/travaux/<slug:work>/modifier/", works.edit_work, name="edit-work"),
    path("valeur/travaux/<slug:work>/entrer/", works.enter, name="enter-work"),
    path("valeur/travaux/<slug:work>/prendre-part/", works.take_part, name="take-part"),
    path("valeur/travaux/<slug:work>/quitter/", works.leave, name="leave-work"),
    path("valeur/travaux/<slug:work>/clore/", works.end, name="end-work"),
    path("valeur/travaux/roles/<int:part>/", works.roles, name="work-roles"),
    path("valeur/travaux/<slug:work>/encaissement/", work_money.new_receipt, name="new-receipt"),
    path("valeur/travaux/<slug:work>/partager/", sharings.share, name="share-work"),
    path("valeur/encaissements/<slug:receipt>/reprendre/", work_money.take_back, name="take-back-receipt"),
    path("valeur/cooperative/", levies.levies, name="levies"),
    path("valeur/partages/<slug:distribution>/", sharings.distribution, name="distribution"),
]
