"""Addresses of projects, all under ``projets/`` inside a group."""

from django.urls import path

from commun.bids.views import project_ends as ends
from commun.bids.views import project_load, project_people, project_tasks, projects

urlpatterns = [
    path("projets/", projects.projects, name="projects"),
    path("projets/nouveau/", projects.new_project, name="new-project"),
    path("projets/reponse/<slug:bid>/", projects.from_bid, name="project-from-bid"),
    path("projets/taches/<slug:task>/", project_tasks.task, name="task"),
    path("projets/taches/<slug:task>/modifier/", project_tasks.edit_task, name="edit-task"),
    path("projets/taches/<slug:task>/placer/", project_tasks.move_card, name="place-task"),
    path("projets/taches/<slug:task>/prendre/", project_tasks.take, name="take-task"),
    path("projets/taches/<slug:task>/finir/", project_tasks.finish, name="finish-task"),
    path("projets/taches/<slug:task>/rendre/", project_tasks.hand_back, name="hand-back-task"),
    path("projets/taches/<slug:task>/proposer/", project_load.ask_move, name="ask-move"),
    path("projets/temps/<slug:task_time>/reprendre/", project_tasks.remove_time, name="remove-time"),
    path("projets/passages/<slug:move>/repondre/", project_load.answer_move, name="answer-move"),
    path("projets/passages/<slug:move>/reprendre/", project_load.withdraw_move, name="withdraw-move"),
    path("projets/beneficiaires/<slug:beneficiary>/", project_people.edit_beneficiaries, name="edit-beneficiaries"),
    path(
        "projets/beneficiaires/<slug:beneficiary>/retirer/",
        project_people.remove_beneficiaries,
        name="remove-beneficiaries",
    ),
    path("projets/parties/<slug:stakeholder>/", project_people.edit_stakeholder, name="edit-stakeholder"),
    path("projets/parties/<slug:stakeholder>/retirer/", project_people.remove_stakeholder, name="remove-stakeholder"),
    path("projets/compost/<slug:compost>/", ends.edit_compost, name="edit-compost"),
    path("projets/compost/<slug:compost>/accord/", ends.agree, name="agree-compost"),
    path("projets/compost/<slug:compost>/retirer/", ends.remove_compost, name="remove-compost"),
    path("projets/<slug:project>/", projects.project, name="project"),
    path("projets/<slug:project>/modifier/", projects.edit_project, name="edit-project"),
    path("projets/<slug:project>/prendre-part/", projects.enter, name="enter-project"),
    path("projets/<slug:project>/experimentation/", projects.experiment, name="experiment"),
    path("projets/<slug:project>/experimentation/fin/", projects.no_experiment, name="no-experiment"),
    path("projets/<slug:project>/repartir/", projects.take_dispatch, name="take-dispatch"),
    path("projets/<slug:project>/ne-plus-repartir/", projects.hand_back_dispatch, name="hand-back-dispatch"),
    path("projets/<slug:project>/beneficiaires/", project_people.new_beneficiaries, name="new-beneficiaries"),
    path("projets/<slug:project>/parties/", project_people.new_stakeholder, name="new-stakeholder"),
    path("projets/<slug:project>/taches/", project_tasks.task_list, name="project-tasks"),
    path("projets/<slug:project>/taches/nouvelle/", project_tasks.new_task, name="new-task"),
    path("projets/<slug:project>/tableau/", project_tasks.board, name="project-board"),
    path("projets/<slug:project>/agenda/", project_tasks.calendar, name="project-calendar"),
    path("projets/<slug:project>/charge/", project_load.load, name="project-load"),
    path("projets/<slug:project>/compost/", ends.compost, name="project-compost"),
    path("projets/<slug:project>/compost/ajouter/", ends.new_compost, name="new-compost"),
    path("projets/<slug:project>/clore/", ends.close, name="close-project"),
    path("projets/<slug:project>/bilan/", ends.debrief, name="project-debrief"),
]
