"""Trees of texts: what is written as Markdown or HTML reads back as the same, and nothing dangerous passes."""

import random
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commun.core.writing import html, items, markdown, merging, trees

MARKS = st.sampled_from([None, ["bold"], ["italic"], ["bold", "italic"], ["strike"]])
WORDS = st.text(alphabet="ab é😀*_~[]()<>`|#-+1.\\>", min_size=1, max_size=12).filter(lambda text: text.strip())


def _text(pair: tuple[str, Any]) -> trees.Node:
    words, marks = pair
    return {"type": "text", "text": words, **({"marks": [{"type": mark} for mark in marks]} if marks else {})}


TEXTS = st.lists(st.tuples(WORDS, MARKS).map(_text), min_size=1, max_size=4).map(trees.joined)
PARAGRAPHS = TEXTS.map(lambda content: {"type": "paragraph", "content": content})
HEADINGS = st.tuples(st.integers(1, 3), TEXTS).map(
    lambda pair: {"type": "heading", "attrs": {"level": pair[0]}, "content": pair[1]}
)


def _holders(blocks: Any) -> Any:
    item = st.lists(blocks, min_size=1, max_size=2).map(lambda content: {"type": "listItem", "content": content})
    cell = PARAGRAPHS.map(lambda paragraph: {"type": "tableCell", "content": [paragraph]})
    row = st.lists(cell, min_size=2, max_size=2).map(lambda content: {"type": "tableRow", "content": content})
    return (
        st.tuples(st.sampled_from(["bulletList", "orderedList"]), st.lists(item, min_size=1, max_size=3)).map(
            lambda pair: {"type": pair[0], "content": pair[1]}
        )
        | st.lists(blocks, min_size=1, max_size=2).map(lambda content: {"type": "blockquote", "content": content})
        | st.lists(row, min_size=1, max_size=2).map(lambda content: {"type": "table", "content": content})
    )


BLOCKS = st.recursive(PARAGRAPHS | HEADINGS, _holders, max_leaves=5)
TREES = st.lists(BLOCKS, min_size=1, max_size=4).map(lambda content: {"type": "doc", "content": content})


def _letters(tree: trees.Node) -> str:
    return "".join(html.plain_of(tree).split())


@settings(max_examples=60, deadline=None)
@given(TREES, TREES)
def test_a_document_becomes_any_tree_and_its_ids_read_the_same(first: trees.Node, second: trees.Node) -> None:
    doc = trees.new_doc()
    for tree in (first, second):
        trees.become(doc, tree)
        assert trees.tree_of(doc) == tree
        walked = "".join(block.text for block in items.blocks_of(bytes(doc.get_update())))
        assert walked == "".join(trees.text_of(block) for block in tree["content"])


@settings(max_examples=80, deadline=None)
@given(TREES)
def test_markdown_and_html_read_back_with_every_letter(tree: trees.Node) -> None:
    back = markdown.tree_of(markdown.markdown_of(tree))
    assert _letters(back) == _letters(tree)
    assert [chunk for chunk in markdown.chunks(back) if chunk] == [chunk for chunk in markdown.chunks(tree) if chunk]
    assert _letters(html.tree_of(html.html_of(tree))) == _letters(tree)


@settings(max_examples=80, deadline=None)
@given(st.text(alphabet="ab *_~[]()<>`|#-+1.\\>\n é", max_size=60))
def test_whatever_is_typed_in_a_text_area_is_stable(words: str) -> None:
    tree = markdown.tree_of(words)
    again = markdown.tree_of(markdown.markdown_of(tree))
    assert [chunk for chunk in markdown.chunks(again) if chunk] == [chunk for chunk in markdown.chunks(tree) if chunk]


def test_signs_at_the_end_of_a_title_are_words() -> None:
    assert markdown.markdown_of(markdown.tree_of("# C#\n")) == "# C\\#\n"
    assert html.html_of(markdown.tree_of("# C\\#")) == "<h1>C#</h1>"


def test_markdown_as_people_write_it() -> None:
    words = "# Titre\n\nUne *idée* et [un lien](https://exemple.fr/a_(b)).\nAutre ligne\n"
    words += "\n1. un\n2. deux\n   - trois\n\n> cité\n"
    tree = markdown.tree_of(words)
    assert html.html_of(tree) == (
        '<h1>Titre</h1><p>Une <em>idée</em> et <a href="https://exemple.fr/a_(b)" rel="noopener noreferrer nofollow">'
        "un lien</a>.<br>Autre ligne</p><ol><li><p>un</p></li><li><p>deux</p><ul><li><p>trois</p></li></ul></li></ol>"
        "<blockquote><p>cité</p></blockquote>"
    )


@pytest.mark.parametrize(
    "dirty",
    [
        "<p onclick='x()'>mot<script>alert(1)</script></p>",
        "<p style='color:red'><a href='javascript:alert(1)'>mot</a></p>",
        "<img src=x onerror=alert(1)><p>mot</p>",
        "<svg><script>1</script></svg><p>mot</p><iframe src='//x'></iframe>",
        "<o:p><span class=MsoNormal style='mso-x:y'>mot</span></o:p>",
    ],
)
def test_html_from_elsewhere_keeps_its_words_alone(dirty: str) -> None:
    assert html.html_of(html.tree_of(dirty)) == "<p>mot</p>"


def test_an_element_or_a_link_that_is_not_ours_never_reaches_a_page() -> None:
    from pycrdt import XmlElement, XmlText

    doc = trees.new_doc()
    root = doc.get("default", type=__import__("pycrdt").XmlFragment)
    root.children.append(XmlElement("script", {"src": "x"}))
    root.children[0].children.append(XmlText("<b>mot</b>"))
    root.children.append(XmlElement("heading", {"level": '1 onclick="x"'}))
    root.children[1].children.append(XmlText(""))
    root.children[1].children[0].insert(0, "clic", {"link": {"href": "javascript:alert(1)"}, "sort": {}})
    assert html.html_of(trees.tree_of(doc)) == "<p>&lt;b&gt;mot&lt;/b&gt;</p><h2>clic</h2>"


def test_changes_apart_are_merged_and_the_same_place_keeps_both() -> None:
    base = ["a", "b", "c", "d"]
    assert merging.merged(base, ["a", "B", "c", "d", "e"], ["x", "a", "b", "d"]).parts == ["x", "a", "B", "d", "e"]
    clash = merging.merged(base, ["a", "M", "c", "d"], ["a", "T", "c", "d"])
    assert clash.parts == ["a", "T", "M", "c", "d"]
    assert [(each.theirs, each.mine) for each in clash.clashes] == [(["T"], ["M"])]
    assert merging.merged(base, ["a"], ["a"]).parts == ["a"]


def test_a_merge_never_loses_a_paragraph_that_only_one_added() -> None:
    rng = random.Random(5)
    for _ in range(300):
        base = [rng.choice("abcdef") for _ in range(rng.randrange(6))]
        mine, theirs = list(base), list(base)
        mine.insert(rng.randrange(len(mine) + 1), "MINE")
        theirs.insert(rng.randrange(len(theirs) + 1), "THEIRS")
        if theirs and rng.random() < 0.5:
            del theirs[rng.randrange(len(theirs))]
        parts = merging.merged(base, mine, theirs).parts
        assert "MINE" in parts
        assert ("THEIRS" in parts) == ("THEIRS" in theirs)


@pytest.mark.parametrize(
    "words", [" *a" * 60_000, "**a " * 40_000, "- a\n\n" * 20_000, "- a\n" + "\n" * 200_000 + "  b"]
)
def test_a_text_made_to_be_slow_is_not(words: str) -> None:
    start = time.process_time()
    markdown.tree_of(words)
    assert time.process_time() - start < 3


def test_a_long_paragraph_that_is_all_other_is_replaced_at_once() -> None:
    doc = trees.new_doc()
    start = time.process_time()
    for words in ("a " * 40_000, "b a " * 30_000):
        tree = {"type": "doc", "content": [{"type": "paragraph", "content": [{"type": "text", "text": words}]}]}
        trees.become(doc, tree)
        assert trees.tree_of(doc) == tree
    assert time.process_time() - start < 3
