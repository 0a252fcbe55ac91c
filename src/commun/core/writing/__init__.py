"""Texts that several people write at once (ADR 24): for bids, minutes, commons; this package knows none of them.

What an owning room does, and all it needs to know:

1. In its ``ready()``: ``access.owners.add("bids.section", access.Owner(right=..., title=..., url=...))``; there
   ``right(person_id, text)`` gives ``access.Right(may_read, may_write, frozen_why)``. A frozen text refuses every
   change, with the reason.
2. In its own action, inside ``scope.use(space)``: ``actions.create_text(space=, kind="bids.section", reference=ref,
   author=person_id, markdown_="")``, once for each (kind, reference). ``reading.text_of(kind, reference)`` finds it.
3. In its page: ``{% include "ui/writing/editor.html" with editor=editor %}`` where ``editor`` is
   ``commun.ui.writing.editor_of(text, person_id)``: the whole editor, a text area without JavaScript, comments,
   suggestions, versions and history beside it.
4. To read: ``reading.shown(text)`` (``html``, ``markdown``, ``plain``, ``word_count``: up to date; HTML is safe),
   ``reading.tree(text)``, ``reading.authorship(text)`` (characters of each person, run by run),
   ``reading.history(text)`` (who changed each paragraph last, and when).
5. To export: ``exports`` writes titled texts as DOCX, ODT, Markdown; ``commun.ui.papers.texts`` as PDF.

Every write is an action of ``actions``, ``versions`` or ``remarks``; ``append_update`` has answered only once its
transaction is committed. Modules, from the lowest: ``updates`` and ``items`` (what Yjs sends, pure Python), ``trees``,
``markdown``, ``html`` (trees in and out), ``merging``, ``tables``, ``access``, ``documents`` (the state of a text),
``reading``, ``actions``, ``versions``, ``remarks``, ``live`` (the door of browsers).
"""
