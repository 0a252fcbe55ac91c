"""Facts of projects. What tasks become is told by governance: they are things to do of the group."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from commun.core.journal import FactKind, declare

PROJECT: Final = "project"

OPENED: Final = "bids.project.opened"
CHANGED: Final = "bids.project.changed"
RELATION_SAID: Final = "bids.project.relation_said"
EXPERIMENT_SAID: Final = "bids.project.experiment_said"
DISPATCHER_TAKEN: Final = "bids.dispatcher.taken"
DISPATCHER_HANDED_BACK: Final = "bids.dispatcher.handed_back"
BENEFICIARIES_WRITTEN: Final = "bids.beneficiaries.written"
BENEFICIARIES_REMOVED: Final = "bids.beneficiaries.removed"
STAKEHOLDER_WRITTEN: Final = "bids.stakeholder.written"
STAKEHOLDER_REMOVED: Final = "bids.stakeholder.removed"
TASK_PLACED: Final = "bids.task.placed"
TIME_NOTED: Final = "bids.task.time_noted"
TIME_REMOVED: Final = "bids.task.time_removed"
MOVE_ASKED: Final = "bids.move.asked"
MOVE_AGREED: Final = "bids.move.agreed"
MOVE_ACCEPTED: Final = "bids.move.accepted"
MOVE_DECLINED: Final = "bids.move.declined"
MOVE_WITHDRAWN: Final = "bids.move.withdrawn"
COMPOST_WRITTEN: Final = "bids.compost.written"
COMPOST_AGREED: Final = "bids.compost.agreed"
COMPOST_REMOVED: Final = "bids.compost.removed"
FILE_ADDED: Final = "bids.project_file.added"
FILE_REMOVED: Final = "bids.project_file.removed"
CLOSED: Final = "bids.project.closed"
REOPENED: Final = "bids.project.reopened"
DEBRIEF_GIVEN: Final = "bids.debrief.given"

declare(
    FactKind(OPENED, _("%(actor)s opened the project “%(about)s”")),
    FactKind(CHANGED, _("%(actor)s corrected the sheet of the project “%(about)s”"), is_told=False),
    FactKind(RELATION_SAID, _("%(actor)s said how the group and the client work together in “%(about)s”")),
    FactKind(EXPERIMENT_SAID, _("%(actor)s wrote the safe frame of “%(about)s”")),
    FactKind(DISPATCHER_TAKEN, _("%(actor)s is the dispatcher of “%(about)s”")),
    FactKind(DISPATCHER_HANDED_BACK, _("%(actor)s is no longer the dispatcher of “%(about)s”")),
    FactKind(BENEFICIARIES_WRITTEN, _("%(actor)s wrote for whom “%(about)s” is done, and their uses")),
    FactKind(BENEFICIARIES_REMOVED, _("%(actor)s took beneficiaries off “%(about)s”"), is_told=False),
    FactKind(STAKEHOLDER_WRITTEN, _("%(actor)s wrote a stakeholder of “%(about)s”")),
    FactKind(STAKEHOLDER_REMOVED, _("%(actor)s took a stakeholder off “%(about)s”"), is_told=False),
    FactKind(TASK_PLACED, _("%(actor)s moved a task of “%(about)s” on the board"), is_told=False),
    FactKind(TIME_NOTED, _("%(actor)s noted time on a task of “%(about)s”"), is_told=False),
    FactKind(TIME_REMOVED, _("%(actor)s took back time noted on a task of “%(about)s”"), is_told=False),
    FactKind(MOVE_ASKED, _("%(actor)s proposed that a task of “%(about)s” changes hands")),
    FactKind(MOVE_AGREED, _("%(actor)s agrees that a task of “%(about)s” changes hands"), is_told=False),
    FactKind(MOVE_ACCEPTED, _("A task of “%(about)s” changed hands: both said yes")),
    FactKind(MOVE_DECLINED, _("A task of “%(about)s” stays where it is")),
    FactKind(MOVE_WITHDRAWN, _("%(actor)s took back what they proposed for a task of “%(about)s”"), is_told=False),
    FactKind(COMPOST_WRITTEN, _("%(actor)s wrote in the compost plan of “%(about)s”")),
    FactKind(COMPOST_AGREED, _("%(actor)s agrees with what becomes of a thing of “%(about)s”"), is_told=False),
    FactKind(COMPOST_REMOVED, _("%(actor)s took a thing off the compost plan of “%(about)s”"), is_told=False),
    FactKind(FILE_ADDED, _("%(actor)s kept a file of “%(about)s”"), is_told=False),
    FactKind(FILE_REMOVED, _("%(actor)s took a file off “%(about)s”"), is_told=False),
    FactKind(CLOSED, _("%(actor)s closed the project “%(about)s”")),
    FactKind(REOPENED, _("%(actor)s opened the project “%(about)s” again")),
    FactKind(DEBRIEF_GIVEN, _("Somebody gave their debrief of “%(about)s”")),
)
