"""Acts on joint answers and projects. Files, papers and signatures stay on the page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from commun.bids import actions
from commun.bids.actions import (
    brands,
    project_ends,
    project_moves,
    project_papers,
    project_people,
    project_split,
    project_tasks,
    projects,
)
from commun.bids.forms.teams import entities_of
from commun.bids.models import (
    Beneficiary,
    Bid,
    BidSection,
    Brand,
    BrandPart,
    CompostItem,
    Project,
    ShareLine,
    Stakeholder,
    TaskCard,
    TaskMove,
    TaskTime,
    TeamPart,
    TextBlock,
)
from commun.bids.policies import bids as policies
from commun.bids.policies import brands as brand_policies
from commun.bids.policies import projects as project_policies
from commun.core.api.routes import DECIDE, act, leave_out
from commun.core.api.shapes import LEFT_OUT, Maybe, Reference, Text, find_for_member
from commun.core.errors import NotFound
from commun.people.models import LegalEntity

GROUP = "groups/{group}"
find_for_member(
    (Bid, policies.bid_for),
    (TeamPart, policies.part_for),
    (BidSection, policies.section_for),
    (ShareLine, policies.share_line_for),
    (TextBlock, policies.block_for),
    (Brand, brand_policies.brand_for),
    (BrandPart, brand_policies.brand_part_for),
    (Project, project_policies.project_for),
    (TaskCard, project_policies.card_for),
    (TaskTime, project_policies.time_for),
    (TaskMove, project_policies.move_for),
    (Beneficiary, project_policies.beneficiary_for),
    (Stakeholder, project_policies.stakeholder_for),
    (CompostItem, project_policies.compost_for),
)


class Operator(Reference):
    """A legal entity as the pages offer it: of somebody of the group, or that answers beside it; no other group's."""

    def read(self, sent: Any, where: str, caller: Any) -> LegalEntity:
        """By its SIREN."""
        found = entities_of(caller.space).filter(siren=self._said(sent, where).replace(" ", "")).first()
        if found is None:
            raise NotFound
        return found


OPERATOR = Maybe(Operator(LegalEntity))
BID = f"{GROUP}/bids/{{bid}}"
FORM = {"sheet__form_asked": Bid.Form}
act(f"{GROUP}/bids", actions.open_bid, **FORM)
act(BID, actions.change_bid, **FORM)
act(f"{BID}/form", actions.choose_form, form=Bid.Form)
act(f"{BID}/join", actions.join_team, entity=OPERATOR)
act(f"{BID}/ask", actions.ask_into_team, ask__person=LEFT_OUT, ask__entity=OPERATOR, ask__standing=TeamPart.Standing)
PART = f"{GROUP}/team-parts/{{part}}"
act(f"{PART}/decline", actions.decline_team)
act(f"{PART}/leave", actions.leave_team)
act(f"{PART}/unask", actions.unask)
act(f"{PART}/renew-link", actions.renew_link)
act(f"{PART}/correct", actions.correct_part, standing=TeamPart.Standing, entity=OPERATOR)
act(f"{BID}/propose-writing", actions.propose_writing, DECIDE)
act(f"{BID}/freeze", actions.freeze_bid)
act(f"{BID}/reopen", actions.reopen_bid)
act(f"{BID}/sent", actions.mark_sent)
act(f"{BID}/withdraw", actions.withdraw_bid)
act(f"{BID}/outcome", actions.tell_outcome, sheet__award=LEFT_OUT, sheet__scores=LEFT_OUT,
    sheet__result=[Bid.Stage.WON, Bid.Stage.LOST, Bid.Stage.UNANSWERED])  # fmt: skip
act(f"{BID}/signed", actions.sign_contract)

# Sections: their list; their words are written together, on the page
act(f"{BID}/sections", actions.write_section, section=LEFT_OUT, of="bids.sections.write_section/new")
act(f"{BID}/sections/{{section}}", actions.write_section)
act(f"{BID}/outline", actions.start_outline)
SECTION = f"{GROUP}/sections/{{section}}"
act(f"{SECTION}/hold", actions.hold_section)
act(f"{SECTION}/move", actions.move_section)
act(f"{SECTION}/state", actions.move_section_state, state=BidSection.State)
act(f"{SECTION}/remove", actions.remove_section)
act(f"{SECTION}/offer-block", actions.offer_block, licence=TextBlock.Licence)
act(f"{SECTION}/use-block", actions.use_block)
BLOCK = f"{GROUP}/blocks/{{block}}"
act(f"{BLOCK}/answer", actions.answer_block)
act(f"{BLOCK}/withdraw", actions.withdraw_block)

# Who does what for how much
act(f"{BID}/split", actions.start_split)
act(f"{BID}/share-lines", actions.write_share_line, line=LEFT_OUT, of="bids.legal_form.write_share_line/new")
act(f"{BID}/share-lines/{{line}}", actions.write_share_line)
act(f"{GROUP}/share-lines/{{line}}/remove", actions.remove_share_line)

# Brands
BRAND = f"{GROUP}/brands/{{brand}}"
act(f"{GROUP}/brands", brands.open_brand)
act(BRAND, brands.change_brand)
act(f"{BRAND}/join", brands.join_brand)
act(f"{BRAND}/leave", brands.leave_brand)
act(f"{GROUP}/brand-parts/{{part}}/signer", brands.say_signer)

# Projects
PROJECT = f"{GROUP}/projects/{{project}}"
RELATION = {"sheet__relation": Project.Relation}
act(f"{GROUP}/projects", projects.open_project, **RELATION)
act(f"{BID}/project", projects.open_from_bid, **RELATION)
act(PROJECT, projects.change_project, **RELATION)
act(f"{PROJECT}/experiment", projects.mark_experiment)
act(f"{PROJECT}/take-dispatch", projects.take_dispatch)
act(f"{PROJECT}/hand-back-dispatch", projects.hand_back_dispatch)
act(f"{PROJECT}/notes", project_papers.begin_notes)
act(
    f"{PROJECT}/beneficiaries",
    project_people.write_beneficiaries,
    row=LEFT_OUT,
    of="bids.project_people.write_beneficiaries/new",
)
act(f"{PROJECT}/beneficiaries/{{row}}", project_people.write_beneficiaries)
act(f"{GROUP}/beneficiaries/{{row}}/remove", project_people.remove_beneficiaries)
VOICE = {"body__voice": Stakeholder.Voice}
act(
    f"{PROJECT}/stakeholders",
    project_people.write_stakeholder,
    row=LEFT_OUT,
    of="bids.project_people.write_stakeholder/new",
    **VOICE,
)
act(f"{PROJECT}/stakeholders/{{row}}", project_people.write_stakeholder, **VOICE)
act(f"{GROUP}/stakeholders/{{row}}/remove", project_people.remove_stakeholder)
act(f"{PROJECT}/bring-split", project_split.bring_split)
act(f"{PROJECT}/tasks", project_tasks.add_task)
TASK = f"{GROUP}/tasks/{{card}}"
act(TASK, project_tasks.change_task)
act(f"{TASK}/place", project_tasks.place_task, column=TaskCard.Column)
act(f"{TASK}/finish", project_tasks.finish_task, note=Text(500))
act(f"{TASK}/times", project_tasks.note_time)
act(f"{GROUP}/times/{{row}}/remove", project_tasks.remove_time)
act(f"{TASK}/moves", project_moves.ask_move)
MOVE = f"{GROUP}/moves/{{move}}"
act(f"{MOVE}/answer", project_moves.answer_move)
act(f"{MOVE}/withdraw", project_moves.withdraw_move)
COMPOST = {"sheet__nature": CompostItem.Nature, "sheet__fate": CompostItem.Fate, "sheet__licence": CompostItem.Licence}
act(f"{PROJECT}/compost", project_ends.write_compost, row=LEFT_OUT, of="bids.project_ends.write_compost/new", **COMPOST)
act(f"{PROJECT}/compost/{{row}}", project_ends.write_compost, **COMPOST)
act(f"{PROJECT}/compost/bring-sections", project_ends.bring_sections)
act(f"{GROUP}/compost/{{row}}/agree", project_ends.agree_compost, fate=CompostItem.Fate, licence=CompostItem.Licence)
act(f"{GROUP}/compost/{{row}}/remove", project_ends.remove_compost)
act(f"{PROJECT}/close", project_ends.close_project)
act(f"{PROJECT}/reopen", project_ends.reopen_project)
act(f"{PROJECT}/debrief", project_ends.give_debrief)

leave_out(
    "bids", _("files are sent and taken away on the page"),
    "folders.add_bid_file", "folders.remove_bid_file", "folders.ask_folder", "folders.build_folder",
    "folders.make_folder", "papers.add_paper", "papers.read_paper", "papers.remove_paper", "project_papers.add_file",
    "project_papers.remove_file",
)  # fmt: skip
leave_out(
    "bids", _("what a legal entity declares is answered and signed on the page"),
    "papers.answer_for_entity", "papers.write_entity_sheet", "folders.write_subcontract",
)  # fmt: skip
leave_out(
    "bids", _("answered by a person outside, on their own page"),
    "outside.accept_from_outside", "outside.decline_from_outside",
)  # fmt: skip
leave_out(
    "bids", _("teams are composed on the page, where they are compared"),
    "proposals.ask_for_teams", "proposals.compute", "proposals.stop_proposal", "proposals.ask_people",
)  # fmt: skip
leave_out(
    "bids", _("a section that was taken out is found and put back on the page"), "sections.put_section_back"
)  # fmt: skip
