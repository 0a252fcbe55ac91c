"""What the room does and the API does not offer, each with its reason: said on the page of the API too."""

from django.utils.translation import gettext_lazy as _

from commun.core.api.routes import leave_out

leave_out(
    "governance", _("the words of a disagreement stay between its parties, on its page"),
    "case_path.answer_ask", "case_path.ask_to_skip", "case_path.end_step", "case_path.give_up_handling",
    "case_path.propose_handler", "case_path.start_step", "case_words.conclude_by_arbitration", "case_words.leave_case",
    "case_words.reopen_case", "case_words.review_case", "case_words.write_option", "case_words.write_outcome",
    "case_words.write_risk", "disagreements.answer_restatement", "disagreements.open_case", "disagreements.restate",
    "disagreements.write_words", "removals.answer_removal", "removals.ask_removal", "removals.put_removal",
    "minutes.open_case", "moderation.hide_words", "moderation.show_again", "moderation.appeal",
)  # fmt: skip
leave_out(
    "governance", _("done by the house itself, when a decision is adopted or a day comes"),
    "decisions.adopt",
    "spread.see_spread", "mandates.give_mandate", "mandates.grant",
    "duties.propose_duties", "processes.open_by_rule", "processes.set_stage", "processes.close", "reminders.remind",
    "charter.write_text", "charter.write_version", "membership_rules.write_rules", "role_cards.write_new",
    "role_cards.write_again", "role_cards.retire",
    "guests.receive",
)  # fmt: skip
leave_out(
    "governance", _("asks for a secret link or a mail: on the page"),
    "mail_levels.refuse_such_mails",
    "invitations.accept_invitation", "invitations.open_invitation_link", "calendar_feeds.open_feed",
    "guests.invite_guest", "guests.speak_as_guest",
)  # fmt: skip
leave_out(
    "governance", _("founding or joining a group, leaving it for good: on the page"),
    "groups.found_group", "memberships.apply_to_join", "memberships.place_person", "memberships.leave",
    "facilitation.answer_call",
)  # fmt: skip
leave_out(
    "governance", _("a change of the group's texts is written with its difference under the eyes"),
    "charter.propose_charter_change",
)  # fmt: skip
leave_out(
    "governance", _("templates travel as files"),
    "process_templates.import_templates", "process_templates.copy_template",
)  # fmt: skip
leave_out(
    "governance", _("of the operators of the house, not of members"),
    "operators.look_inside",
    "operators.export_group",
    "operators.import_group", "work_time.change_legal_form",
)  # fmt: skip
