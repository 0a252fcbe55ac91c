"""Addresses of meetings."""

from django.urls import path

from commun.governance.views import meeting_agenda as agenda
from commun.governance.views import meeting_live as live
from commun.governance.views import meeting_series as series
from commun.governance.views import meetings, pads

urlpatterns = [
    path("seances/", meetings.home, name="meetings"),
    path("seances/nouvelle/", meetings.plan, name="plan-meeting"),
    path("seances/habitudes/", meetings.habits, name="meeting-habits"),
    path("seances/ressources/", meetings.shared, name="shared"),
    path("seances/pause/", agenda.pause, name="pause-rota"),
    path("seances/series/nouvelle/", series.new, name="new-series"),
    path("seances/series/<slug:series>/", series.series, name="series"),
    path("seances/series/<slug:series>/modifier/", series.edit, name="edit-series"),
    path("seances/series/<slug:series>/rituel/", series.change_ritual, name="ritual"),
    path("seances/series/<slug:series>/fin/", series.end, name="end-series"),
    path("seances/points/<slug:item>/", agenda.change_point, name="change-point"),
    path("seances/points/<slug:item>/acte/", agenda.act_on_point, name="act-on-point"),
    path("seances/points/<slug:item>/plus-tard/", agenda.later, name="later"),
    path("seances/services/<slug:duty>/", agenda.act_on_duty, name="act-on-duty"),
    path("seances/lignes/<int:line>/", live.act_on_line, name="act-on-line"),
    path("seances/<slug:meeting>/", meetings.meeting, name="meeting"),
    path("seances/<slug:meeting>/animer/", live.lead, name="lead-meeting"),
    path("seances/<slug:meeting>/part/<slug:part>/", live.fragment, name="meeting-part"),
    path("seances/<slug:meeting>/etape/", live.step, name="meeting-step"),
    path("seances/<slug:meeting>/parole/", live.speak, name="speak"),
    path("seances/<slug:meeting>/tour/", live.turn, name="round"),
    path("seances/<slug:meeting>/ecrire/", live.write, name="write-line"),
    path("seances/<slug:meeting>/pad/", pads.paste, name="paste-pad"),
    path("seances/<slug:meeting>/ouvrir/", meetings.open_now, name="open-meeting"),
    path("seances/<slug:meeting>/fermer/", meetings.close, name="close-meeting"),
    path("seances/<slug:meeting>/reponse/", meetings.answer, name="answer-meeting"),
    path("seances/<slug:meeting>/presence/", meetings.somebody, name="note-somebody"),
    path("seances/<slug:meeting>/presence/<slug:ref>/", meetings.presence, name="note-presence"),
    path("seances/<slug:meeting>/points/nouveau/", agenda.new_point, name="new-point"),
    path("seances/<slug:meeting>/services/choisir/", agenda.assign, name="assign-duty"),
    path("seances/<slug:meeting>/services/tour/", agenda.propose, name="propose-duties"),
    path("seances/<slug:meeting>/deplacer/", meetings.move, name="move-meeting"),
    path("seances/<slug:meeting>/garder/", meetings.keep, name="keep-date"),
    path("seances/<slug:meeting>/annuler/", meetings.cancel, name="cancel-meeting"),
    path("seances/<slug:meeting>/papier/", meetings.paper, name="paper-agenda"),
    path("seances/<slug:meeting>/public/", meetings.public_minutes, name="public-minutes"),
    path("seances/<slug:meeting>/remarque/", meetings.remark, name="remark-minutes"),
    path("seances/<slug:meeting>/approuver/", meetings.approve, name="approve-minutes"),
    path("seances/<slug:meeting>/publier/", meetings.publish, name="publish-minutes"),
    path("seances/<slug:meeting>/compte-rendu.md", meetings.markdown, name="minutes-markdown"),
    path("seances/<slug:meeting>/compte-rendu.json", meetings.as_json, name="minutes-json"),
]
