from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from wbtui.core import document as doc
from wbtui.core.document import Document, Fact, Facts, Heading, Labelled, Prose, outline
from wbtui.core.document.answers import readable_date, trimmed
from wbtui.core.document.build import document as build
from wbtui.core.document.rich_text import Blocks, Code, Quote, RichText, plain, unstyled
from wbtui.core.place import Place
from wbtui.core.session import Answer, Entry, Person, Scalar, Session
from wbtui.core.workbook.model import Agenda, Field, Group, Option, Part, Stage, Workbook
from wbtui.wording.documents import words_in

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
YES_NO = (Option("yes", "Yes"), Option("no", "No"))


def line(id_: str, **more: Any) -> Field:
    return field(id_, "line", **more)


def field(id_: str, kind: str = "text", **more: Any) -> Field:
    return replace(Field(id_, id_.replace("_", " ").capitalize(), kind), **more)


def qa(id_: str, audience: str = "internal") -> Field:
    parts = (
        line("question", audience=audience),
        field("kind", "choice", options=(*YES_NO, Option("unknown", "We do not know", open=True))),
        field("answer", audience=audience),
        line("owner"),
        field("due", "date"),
        field("votes", "number", vote=True),
    )
    return field(id_, "entries", role="qa", audience=audience, fields=parts)


UNDO = tuple(f"undo_{n}" for n in range(6))
RELEASE = Stage(
    "release",
    "Release",
    "What would it say?",
    "",
    tuple(
        replace(each, audience="customers")
        for each in (
            line("headline", role="title"),
            line("subheading", role="subtitle"),
            line("city", role="dateline"),
            field("day", "date", role="dateline"),
            field("summary", role="paragraph"),
            field("quote", role="quote", by="speaker"),
            line("speaker"),
            field("about", role="paragraph"),
        )
    ),
)
FAQS = Stage("faqs", "Questions", "What will they ask?", "", (qa("outside", "customers"), qa("inside")))
RISK = Stage(
    "risk",
    "Risk",
    "What if not?",
    "",
    (
        field("story"),
        line("money", group="cost"),
        field("share", "number", unit="%", group="cost"),
        field("trust", group="cost"),
        line("who", group="today"),
        line("must", group="today"),
        line("when", group="today"),
        line("need", group="today"),
        field("said", group="today", derive="today_statement", derive_from=("who", "must", "when", "need")),
        field(
            "choices",
            "entries",
            role="section",
            fields=(
                line("name"),
                *(field(id_, "choice", options=YES_NO) for id_ in UNDO),
                field(
                    "door",
                    "choice",
                    options=(Option("two_way", "Two-way door"), Option("one_way", "One-way door")),
                    derive="door",
                    derive_from=UNDO,
                ),
                field("next_step"),
                field("sketch", role="verbatim"),
            ),
        ),
        field(
            "actions",
            "entries",
            role="table",
            fields=(line("action"), line("owner"), field("due", "date"), field("note")),
        ),
    ),
    groups=(Group("cost", "Cost"), Group("today", "Today")),
)
WORKBOOK = Workbook(
    "w",
    "A workbook",
    (RELEASE, FAQS, RISK),
    (Agenda("90", "90 minutes", ()),),
    document=(
        Part("Press release", ("release",)),
        Part("Customer FAQ", ("faqs.outside",)),
        Part("Internal FAQ", ("faqs.inside",)),
        Part("Cost", ("risk.cost",)),
        Part("Decision", ("risk.choices",)),
        Part("Actions", ("actions",)),
        Part("Risk", ("risk",), appendix=True),
    ),
)


def session(**answers: dict[str, Answer]) -> Session:
    """Return a session with these answers by stage; `shared` is for the lists of the whole session."""
    kept = {"" if stage == "shared" else stage: fields for stage, fields in answers.items()}
    return Session("s1", "Pocket Clinic", "w", "90", NOON, NOON, "release", answers=kept)


def parse(text: str) -> Blocks:
    """Return a quotation for every long answer, whatever it says."""
    return (Quote(plain(text)),)


def document(session: Session, workbook: Workbook, audience: str = doc.EVERYONE) -> Document:
    return build(session, workbook, parse, words_in, audience)


def made(audience: str = doc.EVERYONE, **answers: dict[str, Answer]) -> Document:
    return document(session(**answers), WORKBOOK, audience)


def entry(id_: str, **values: str | int | date) -> Entry:
    return Entry(id_, values)


def test_empty_session_gives_only_a_title() -> None:
    found = made()
    assert outline(found) == ((1, "Pocket Clinic"),)
    assert found.blocks == ()


def test_status_date_and_people_are_metadata() -> None:
    someone = replace(session(), people=(Person("Ana", "facilitator"), Person("Ben"), Person(" ")))
    assert document(someone, WORKBOOK).metadata == ("Draft", "23 November 2026", "Ana (facilitator), Ben")


def test_press_release_has_its_usual_layout() -> None:
    answers: dict[str, Answer] = {
        "headline": "A nurse at night",
        "subheading": "For parents",
        "city": "Leeds",
        "day": date(2027, 3, 3),
        "summary": "Five minutes.\n\nNo queue.",
        "quote": "I slept.",
        "speaker": "Ana, parent",
        "about": "About us.",
    }
    at = {name: Place("release", name) for name in answers}
    assert made(release=answers).blocks == (
        Heading(2, "Press release"),
        Heading(3, "A nurse at night", at["headline"]),
        doc.Subtitle("For parents", at["subheading"]),
        doc.Dateline("LEEDS, 3 March 2027", RichText.of("Five minutes.\n\nNo queue."), at["city"], at["summary"]),
        doc.Quote(RichText.of("I slept."), "Ana, parent", at["quote"]),
        Prose(RichText.of("About us."), at["about"]),
    )


def test_dateline_without_a_paragraph_is_a_block_of_its_own() -> None:
    blocks = made(release={"city": "Leeds", "quote": "I slept."}).blocks
    assert blocks[1] == doc.Dateline("LEEDS", place=Place("release", "city"))


def test_speaker_without_a_quote_is_left_out() -> None:
    assert made(release={"speaker": "Ana"}).blocks == ()


def test_questions_are_numbered_across_lists_and_open_ones_name_the_owner() -> None:
    outside = (entry("a", question="Price?", answer="Four euro.", kind="yes", votes=4), entry("b", votes=3))
    inside = (
        entry("c", question="Cost?", owner="Jana", due=date(2027, 3, 3)),
        entry("d", question="Margin?", owner="Jana"),
        entry("e", question="Rivals?"),
        entry("f", question="Law?", due="soon", answer="Nobody knows."),
    )
    found = made(faqs={"outside": outside, "inside": inside})
    asked = [block for block in found.blocks if isinstance(block, doc.Question)]
    assert outline(found)[1:] == (
        (2, "Customer FAQ"),
        (3, "Q1. Price?"),
        (2, "Internal FAQ"),
        (3, "Q2. Cost?"),
        (3, "Q3. Margin?"),
        (3, "Q4. Rivals?"),
        (3, "Q5. Law?"),
    )
    assert [block.open for block in asked] == [
        "",
        "Open: Jana answers by 3 March 2027",
        "Open: Jana answers",
        "Open",
        "Open: answer by soon",
    ]
    assert asked[0].kind == "Yes"
    assert asked[0].answer_place == Place("faqs", "outside", "a", "answer")


@pytest.mark.fault("NA7")
@pytest.mark.parametrize(
    ("values", "open_", "facts"),
    [
        ({"answer": "No."}, "", ()),
        ({"answer": "No.", "owner": "Jana"}, "", ()),
        ({"answer": "No.", "owner": "Jana", "kind": "no"}, "", ()),
        ({"answer": "No.", "kind": "no", "due": date(2027, 3, 3)}, "", ("3 March 2027",)),
        ({"answer": "We look into it.", "kind": "unknown"}, "Open", ()),
        ({"answer": "We look into it.", "kind": "unknown", "owner": "Jana"}, "Open: Jana answers", ()),
        ({"answer": "We look into it.", "due": date(2027, 3, 3)}, "Open: answer by 3 March 2027", ()),
        ({"kind": "yes", "owner": "Jana"}, "Open: Jana answers", ()),
        ({"kind": "no longer an option", "answer": "No."}, "", ()),
    ],
)
def test_answered_question_is_not_open_and_open_one_is(
    values: dict[str, Scalar], open_: str, facts: tuple[str, ...]
) -> None:
    found = made(faqs={"inside": (Entry("a", {"question": "Does it hurt?", **values}),)})
    asked = [block for block in found.blocks if isinstance(block, doc.Question)]
    assert [block.open for block in asked] == [open_]
    told = [fact.text for block in found.blocks if isinstance(block, Facts) for fact in block.facts]
    assert tuple(told) == facts


def test_consecutive_short_answers_form_one_list() -> None:
    at = {name: Place("risk", f"cost.{name}") for name in ("money", "share", "trust")}
    found = made(risk={"cost.money": "£2", "cost.share": 45, "cost.trust": "All of it."})
    assert found.blocks == (
        Heading(2, "Cost"),
        Facts((Fact("Money", "£2", at["money"]), Fact("Share", "45%", at["share"]))),
        Labelled("Trust", RichText.of("All of it."), at["trust"]),
    )


def test_field_included_by_name_is_not_repeated_in_its_stage() -> None:
    found = made(risk={"story": "Once.", "cost.money": "£2", "today.who": "carers"}, shared={})
    assert outline(found)[1:] == ((2, "Cost"), (2, "Appendix"), (3, "Risk"), (4, "Today"))


def test_written_value_replaces_the_derived_one() -> None:
    answers: dict[str, Answer] = {"today.who": "carers", "today.must": "wait", "today.need": "linen"}
    assert made(risk=answers).blocks[-1] == Labelled(
        "Said", RichText.of("Today carers have to wait. They need linen."), Place("risk", "today.said")
    )
    assert made(risk={**answers, "today.said": "They wait."}).blocks[-1] == Labelled(
        "Said", RichText.of("They wait."), Place("risk", "today.said")
    )


def test_derived_choice_is_shown_by_its_label() -> None:
    undo = dict.fromkeys(UNDO, "yes")
    blocks = made(risk={"choices": (entry("d1", name="Pilot", **undo),)}).blocks
    assert blocks[1] == Heading(3, "Pilot", Place("risk", "choices", "d1", "name"))
    assert isinstance(blocks[2], Facts)
    assert blocks[2].facts[-1] == Fact("Door", "Two-way door", Place("risk", "choices", "d1", "door"))


def test_untitled_entry_is_numbered_and_empty_entry_left_out() -> None:
    rows = (entry("a"), entry("b", next_step="Wait."), entry("c", name="  "))
    assert outline(made(risk={"choices": rows}))[1:] == ((2, "Decision"), (3, "Choices 1"))


def test_table_has_only_columns_with_values() -> None:
    rows = (entry("a", action="Call", due=date(2027, 3, 3)), entry("b"), entry("c", action="Write"))
    assert made(shared={"actions": rows}).blocks[1:] == (
        doc.Table(
            ("Action", "Due"),
            (("Call", "3 March 2027"), ("Write", "")),
            (Place("", "actions", "a"), Place("", "actions", "c")),
        ),
    )


def test_a_single_column_is_a_plain_list() -> None:
    rows = (entry("a", action="Call"), entry("b", action="Write"))
    facts = tuple(Fact("", e.text("action"), Place("", "actions", e.id, "action")) for e in rows)
    assert made(shared={"actions": rows}).blocks[1:] == (Facts(facts),)


def test_an_answer_of_several_lines_follows_its_table() -> None:
    rows = (entry("a", action="Call", owner="Ana", note="- one\n- two"), entry("b", action="Write", note="short"))
    table, note = made(shared={"actions": rows}).blocks[1:]
    assert isinstance(table, doc.Table)
    assert table.rows == (("Call", "Ana", ""), ("Write", "", "short"))
    assert note == Labelled("Call: Note", RichText.of("- one\n- two"), Place("", "actions", "a", "note"))


def test_customer_document_has_only_fields_for_customers() -> None:
    secret = "SECRET"
    rows = (entry("a", question="Price?", answer="Four.", owner=secret, due=secret, kind=secret),)
    internal = (entry("b", question=secret, answer=secret),)
    someone = replace(
        session(
            release={"headline": "Now"},
            faqs={"outside": rows, "inside": internal},
            risk={"story": secret, "cost.money": secret, "choices": (entry("c", name=secret),)},
            shared={"actions": (entry("d", action=secret),)},
        ),
        people=(Person(secret),),
    )
    found = document(someone, WORKBOOK, doc.CUSTOMERS)
    assert secret not in repr(found)
    assert [text for _, text in outline(found)] == [
        "Pocket Clinic",
        "Press release",
        "Now",
        "Customer FAQ",
        "Q1. Price?",
    ]
    assert document(someone, WORKBOOK, "nobody that is known").blocks == ()


def test_customer_document_has_no_values_derived_from_internal_answers() -> None:
    risk = replace(RISK, fields=tuple(replace(f, audience="customers") if f.derive else f for f in RISK.fields))
    book = replace(WORKBOOK, stages=(risk,), document=())
    answers: dict[str, Answer] = {"today.who": "carers", "today.must": "wait", "today.need": "linen"}
    assert document(session(risk=answers), book, doc.CUSTOMERS).blocks == ()


def test_document_follows_another_workbook() -> None:
    parts = (line("what"), field("how", "choice", options=(Option("a", "Always"),)))
    stage = Stage("retro", "Rückblick", "?", "", (field("keep", "entries", fields=parts), field("on", "date")))
    book = Workbook("r", "Rückblick", (stage,), (), language="de")
    rows = (entry("a", what="Bread", how="a"), entry("b", what="Wine", how="z"))
    found = document(session(retro={"keep": rows, "on": date(2027, 3, 3)}), book)
    assert found.blocks == (
        Heading(2, "Rückblick"),
        Facts((Fact("On", "2027-03-03", Place("retro", "on")),)),
        Heading(3, "Keep"),
        doc.Table(
            ("What", "How"),
            (("Bread", "Always"), ("Wine", "z")),
            tuple(Place("retro", "keep", id_) for id_ in "ab"),
        ),
    )


def test_a_heading_is_one_clean_line() -> None:
    told = replace(session(release={"headline": "A\nB"}), title="Pocket\n \x1b[2JClinic")
    found = document(told, WORKBOOK)
    assert outline(found) == ((1, "Pocket Clinic"), (2, "Press release"), (3, "A B"))


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("┌──┐\n│ab│\n└──┘", (Code("┌──┐\n│ab│\n└──┘"),)),
        ("  a\n  |\n  b", (Code("  a\n  |\n  b"),)),
        ("graph TD\n  A --> B", (Code("graph TD\n  A --> B", "mermaid"),)),
        ("```mermaid\ngraph TD\n```", (Code("graph TD", "mermaid"),)),
        ("~~~\nunclosed", (Code("unclosed"),)),
        ("```py\nx\n```\nand\n```py\ny\n```", parse("```py\nx\n```\nand\n```py\ny\n```")),
        ("```\nx\n```\nand more", parse("```\nx\n```\nand more")),
        ("1. Rain.\n2. Sun.", parse("1. Rain.\n2. Sun.")),
        ("| a | b |\n| --- | --- |\n| 1 | 2 |", parse("| a | b |\n| --- | --- |\n| 1 | 2 |")),
        ("One sentence on one line.", parse("One sentence on one line.")),
        (
            "A long line of prose. " * 8 + "\nAnd more.",
            parse("A long line of prose. " * 8 + "\nAnd more."),
        ),
    ],
)
def test_drawing_is_distinguished_from_prose(text: str, want: Blocks) -> None:
    place = Place("risk", "choices", "a", "sketch")
    blocks = made(risk={"choices": (entry("a", name="Pilot", sketch=text),)}).blocks
    assert blocks[2] == Prose(RichText.of(text), place)
    assert isinstance(blocks[2], Prose)
    assert blocks[2].answer.blocks == want


def test_long_answers_are_parsed_and_short_ones_are_literal() -> None:
    blocks = made(
        release={"city": "*Leeds*", "summary": "*Now*", "about": "*Us*"}, risk={"cost.money": "*2*"}
    ).blocks
    assert [b.answer.blocks for b in blocks if isinstance(b, doc.Dateline | Prose)] == [
        parse("*Now*"),
        parse("*Us*"),
    ]
    book = replace(WORKBOOK, stages=(Stage("s", "S", "?", "", (line("name", role="paragraph"),)),), document=())
    (_heading, name) = document(session(s={"name": "*N*"}), book).blocks
    assert isinstance(name, Prose)
    assert name.answer.blocks == plain("*N*")


def test_the_indent_of_the_first_line_is_kept() -> None:
    assert trimmed("\n  \n    code\n\n") == "    code"


@pytest.mark.parametrize(
    ("raw", "want"),
    [("2027-03-03", "3 March 2027"), ("March", "March"), ("", ""), ("2027-03-03T10:00:00", "3 March 2027")],
)
def test_dates_are_written_out(raw: str, want: str) -> None:
    assert readable_date(raw, words_in("en").date) == want


@pytest.mark.fault("R3")
@pytest.mark.parametrize(
    "raw",
    [
        *("2026-12-01 or Thursday", "2026-12-01 Tue, if Ada agrees", "2026-W50", "20261128", "2026-12-01T"),
        *("2026-12-01To be agreed", "2026-13-01", "by 2026-12-01", "2026-12-01T10:00, Tower", "2026-12-01T99:99"),
    ],
)
def test_text_in_a_date_field_keeps_every_word(raw: str) -> None:
    assert readable_date(raw, words_in("en").date) == raw


@pytest.mark.fault("R22")
@pytest.mark.parametrize(
    ("unit", "raw", "want"),
    [
        ("€", "5", "5 €"),
        ("%", "3.5", "3.5%"),
        ("m", "1 200", "1 200 m"),
        ("€", "5 EUR", "5 EUR"),
        ("%", "5 Prozent", "5 Prozent"),
        ("EUR", "$5", "$5"),
        ("m", "5 mxn", "5 mxn"),
        ("€", "5-10", "5-10 €"),
        ("€", "5 million", "5 million €"),
        ("€", "~5", "~5 €"),
        ("m", "5 m", "5 m"),
        ("min", "5 minutes", "5 minutes"),
    ],
)
def test_unit_stands_once_beside_a_number(unit: str, raw: str, want: str) -> None:
    price = Field("price", "Price", "number", unit=unit)
    book = replace(WORKBOOK, stages=(Stage("s", "S", "?", "", (price,)),), document=())
    (_heading, facts) = document(session(s={"price": raw}), book).blocks
    assert isinstance(facts, Facts)
    assert unstyled(facts.facts[0].text) == want


def facts_of(**answers: Answer) -> tuple[str, ...]:
    """Return the labels of the short answers that the document of a stage has."""
    blocks = made(risk=dict(answers)).blocks
    return tuple(fact.label for block in blocks if isinstance(block, Facts) for fact in block.facts)


def test_what_stands_in_a_sentence_is_not_repeated_beside_it() -> None:
    parts: dict[str, Answer] = {"today.who": "carers", "today.must": "wait", "today.need": "linen"}
    assert facts_of(**parts) == ()
    assert facts_of(**parts, **{"today.said": "They wait."}) == ("Who", "Must", "Need")
    assert facts_of(**{"today.who": "carers"}) == ("Who",)


def test_an_answer_that_the_sentence_leaves_out_is_printed_beside_it() -> None:
    """No answer is dropped, also not a number that nobody can be sure of."""
    rows = ("money_from", "money_to", "money_in", "t1", "t2", "t3", "hurt", "s1", "s2", "d", "o", "n6", "n12")
    fields = (*(field(id_, "number") for id_ in rows), replace(RISK.fields[-1], id="rules"))
    sentence = field("short", role="paragraph", derive="failure", derive_from=(*rows, "rules"))
    stage = Stage("fail", "Fail", "?", "", (sentence, *fields))
    workbook = replace(WORKBOOK, stages=(stage,), document=())
    found = document(session(fail={"money_from": "about 40", "money_to": "46,000", "hurt": "Ada"}), workbook)
    facts = [fact.label for block in found.blocks if isinstance(block, Facts) for fact in block.facts]
    assert facts == ["Money from"]
    assert "[…] to 46,000" in str(found.blocks[1])
