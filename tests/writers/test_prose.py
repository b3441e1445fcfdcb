"""Tests that signs which people use in prose stay, and that Markdown beside them keeps its meaning."""

from __future__ import annotations

import time

import pytest
from tests.writers.test_markdown import export

from wbtui.core.document.rich_text import Blocks, Code, Item, Line, Link, List, Paragraph, Quote, Run, plain
from wbtui.ui.widgets.document_lines import text_lines
from wbtui.writers.answers import parse, read_back


def paragraph(*runs: Run) -> Blocks:
    return (Paragraph((runs,)),)


@pytest.mark.parametrize(
    "typed",
    [
        "5*3*2 = 30",
        "2**3**2 = 512",
        "a*b*c and (2+3)*4*(5-1)",
        "x*(a)*(b)*y",
        "2_000_000 users",
        "*.csv and *.txt",
        "src/**/*.py, tests/**/*.py",
        "Look for *report*.pdf",
        "__init__.py, __main__.py and __str__()",
        "Price* and cost* (*with VAT)",
        "Name: ____ Date: ____",
        "> 50 % of users",
        ">5 or >= 3",
        "> € 50 a month",
        ">$5m of revenue",
        "> -5 °C",
        "> ~20 shops",
        ">_<",
        "->, => and >:(",
        "\\\\server\\share\\_new",
        "C:\\_temp\\*.txt and D:\\",
        "..\\_old\\#1",
        "domain\\user_name",
        "^\\d+\\.\\d*$",
        "\\frac{a}{b} \\_",
        "[plan](\\\\server\\share\\plan.docx)",
        "[plan](C:\\plans\\plan.docx)",
        "# of users: 300",
        "#1 of 3",
        "- - -",
        "Costs\n=====",
        "See [the plan][1]\n\n[1]: https://example.org",
        "A note[^1]\n\n[^1]: its text",
        "[TBD]: who?",
        "x < y > z <br> &nbsp;",
        "~5 to ~10",
        "R&D; Q&A;",
        "don`t and can`t",
        "Ada`s plan\nBo`s plan",
        "the `dogs`bowl and rock`n`roll",
        "5` tall and 6` wide",
        "`tis early and `twas late",
        "a `b\nc` d",
        "src\\*.py",
        "%TEMP%\\*.log",
        "share\\_x\\_y",
        "snake\\_case",
        "^\\*$",
        "^\\[x\\]$",
        "\\(a+b\\) and \\$5",
        "\\.py or x\\.py",
        "Q\\&A, 5\\*3 and a\\|b",
        "a\\`b` c",
        "^_^ -_-",
        ">_< ;_; =_= *_* ~_~",
        "(^_^) and -_-'",
        "list[int](3)",
        "50% [incl. VAT](net)",
        "see [1](p3)",
        "![]()",
        "[]() and [x](), ![x]( ) [x](<>)",
        "f[0](x) = a[i](j)",
    ],
)
def test_signs_in_prose_stay_as_typed(typed: str) -> None:
    meant = typed if "\\frac" not in typed else "\\frac{a}{b} _"
    assert parse(typed) == plain(meant)
    assert read_back(export(typed).removeprefix("# T\n\n")) == plain(meant)


@pytest.mark.parametrize("indent", ["\t", "\t\t", " \t", "  "])
def test_an_indented_paragraph_is_a_paragraph(indent: str) -> None:
    assert parse(f"{indent}The nurse *opens* the bag.\n{indent}It has linen.") == parse(
        "The nurse *opens* the bag.\nIt has linen."
    )
    assert parse(f"One.\n\n{indent}Two.") == plain("One.\n\nTwo.")


def test_long_indented_prose_is_not_code() -> None:
    prose = "The nurse opens the bag. " * 6
    assert parse(f"    {prose}") == plain(prose)
    assert parse("    x = 1") == (Code("x = 1"),)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (
            "**W**orking *B*ackwards",
            [Run("W", strong=True), Run("orking "), Run("B", emphasis=True), Run("ackwards")],
        ),
        ("(*so*) “**so**”", [Run("("), Run("so", emphasis=True), Run(") “"), Run("so", strong=True), Run("”")]),
        ("*5 of 6* said", [Run("5 of 6", emphasis=True), Run(" said")]),
        ("これは**強調**です", [Run("これは"), Run("強調", strong=True), Run("です")]),
        ("**`plit`**: *now!*", [Run("plit", strong=True, code=True), Run(": "), Run("now!", emphasis=True)]),
        ("\\*so\\* and 1\\. so", [Run("*so* and 1. so")]),
        ("(\\_so\\_) \\# 1", [Run("(_so_) # 1")]),
        ("\\[ ] \\`x\\`, \\<b\\> and \\[x\\](y.md)", [Run("[ ] `x`, <b> and [x](y.md)")]),
        ("[x]\\(y.md) \\![x\\](y.md)", [Run("[x](y.md) ![x](y.md)")]),
        ("don`t use `x`", [Run("don`t use "), Run("x", code=True)]),
        ("これは`強調`です", [Run("これは"), Run("強調", code=True), Run("です")]),
        ("`` a`b `` ` ` ` c `", [Run("a`b", code=True), Run(" ` ` "), Run("c", code=True)]),
        (
            "[a](b/c) [d](#e) [f](@g) [h](i.j)",
            [
                *(Run("a", link=Link("b/c")), Run(" "), Run("d", link=Link("#e")), Run(" ")),
                *(Run("f", link=Link("@g")), Run(" "), Run("h", link=Link("i.j"))),
            ],
        ),
        ("`C:\\_a` *so*", [Run("C:\\_a", code=True), Run(" "), Run("so", emphasis=True)]),
        ("[a](docs/a.md#b:c)", [Run("a", link=Link("docs/a.md#b:c"))]),
        ("<ada@example.org>", [Run("ada@example.org", link=Link("mailto:ada@example.org"))]),
    ],
)
def test_markdown_keeps_its_meaning(typed: str, meant: list[Run]) -> None:
    assert parse(typed) == paragraph(*meant)


@pytest.mark.parametrize(
    "typed", ["> We asked 50 people.\n> 7 said so.", "> 7 said so.\n> Twice.", "> 1. Rain\n> 2. Sun"]
)
def test_a_quotation_may_contain_lists(typed: str) -> None:
    assert parse(typed) == (Quote(parse(typed.replace("> ", ""))),)


def said(text: str) -> tuple[Paragraph]:
    runs: Line = (Run(text),)
    return (Paragraph((runs,)),)


def bullets(*items: str | tuple[str, Blocks]) -> List:
    parts = (item if isinstance(item, tuple) else (item, ()) for item in items)
    return List(tuple(Item("-", (*said(text), *inside)) for text, inside in parts))


@pytest.mark.fault("R12")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("•\tBook a shelf\n•\tPark the van\n•\tSleep", (bullets("Book a shelf", "Park the van", "Sleep"),)),
        ("• Book\n• Park", (bullets("Book", "Park"),)),
        ("·       Book\n·       Park", (bullets("Book", "Park"),)),
        ("●\u00a0Book\n●\u00a0Park", (bullets("Book", "Park"),)),
        ("•\tBook\no\ta shelf\n▪\tabove\no\ta bed\n•\tPark", (
            bullets(("Book", (bullets(("a shelf", (bullets("above"),)), "a bed"),)), "Park"),
        )),
        ("\t• Book\n\t\t• a shelf\n\t• Park", (bullets(("Book", (bullets("a shelf"),)), "Park"),)),
        ("§\tBook\nØ\tPark\n§\tSleep", (bullets(("Book", (bullets("Park"),)), "Sleep"),)),
        ("–\tBook\n–\tPark", (bullets("Book", "Park"),)),
        ("We need:\n• Book\n• Park\n\nNow.", (*said("We need:"), bullets("Book", "Park"), *said("Now."))),
        ("1. Rain:\n   • a\n   • b\n2. Sun", (
            List((Item("1.", (*said("Rain:"), bullets("a", "b"))), Item("2.", said("Sun")))),
        )),
        ("> • Book\n> • Park", (Quote((bullets("Book", "Park"),)),)),
        ("•Book\n•Park", (bullets("Book", "Park"),)),
        ("▪Book\n▪ Park\n▪\tSleep", (bullets("Book", "Park", "Sleep"),)),
        ("•Book\n  ◦a shelf\n  ◦a bed\n•Park", (bullets(("Book", (bullets("a shelf", "a bed"),)), "Park"),)),
        ("We need:\n➢“Book”\n➢(Park)", (*said("We need:"), bullets("“Book”", "(Park)"))),
        ("·Book\n·Park", (bullets("Book", "Park"),)),
        ("●5 shelves   or\n●6 beds   and", (bullets("5 shelves or", "6 beds and"),)),
        ("•**Book** it", (List((Item("-", paragraph(Run("Book", strong=True), Run(" it"))),)),)),
        ("• *Book*", (List((Item("-", paragraph(Run("Book", emphasis=True))),)),)),
    ],
)  # fmt: skip
def test_bullets_of_word_processors_are_a_list(typed: str, meant: Blocks) -> None:
    assert parse(typed) == meant
    assert read_back(export(typed).removeprefix("# T\n\n")) == meant


@pytest.mark.fault("R12")
@pytest.mark.parametrize(
    "typed",
    [
        "— Who?\n— Me.",
        "– Book\n– Park",
        "–Book\n–Park",
        "—Book",
        "●●○ price\n○○○ speed",
        "·5 litres",
        "a•b\nc•d",
        "oBook\n§5",
        "•, and so on",
        "o Book\no Park",
        "§ 5 of the law\n§ 6 of it",
        "✓ done\n✗ not done",
        "● ● ○ price",
        "a • b • c",
        "•",
        "Tel. 0221 / 4711\nMon–Fri 9–17\nMarket Street 4",
    ],
)
def test_signs_with_a_meaning_are_not_bullets(typed: str) -> None:
    assert parse(typed) == plain(typed)


@pytest.mark.fault("R12")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("\t- Book\n\t- Park", (bullets("Book", "Park"),)),
        ("\t*\tBook\n\t*\tPark", "* Book\n* Park"),
        ("\t1.\tRain", "1. Rain"),
        ("\t9)\tRain\n\t10)\tSun", "9) Rain\n10) Sun"),
        ("Plan:\n\t1. go", "Plan:\n1. go"),
        ("- Book\n\t- a shelf\n\t- a bed\n- Park", (bullets(("Book", (bullets("a shelf", "a bed"),)), "Park"),)),
        ("\t- Book\n\t\t- a shelf\n\t- Park", (bullets(("Book", (bullets("a shelf"),)), "Park"),)),
        ("100. Rain\n\t- Sun", "100. Rain\n     - Sun"),
        ("1.\tRain\n\t•\tSun", "1. Rain\n   - Sun"),
        ("\t- Book\n\n\tThen we park.", (bullets("Book"), *said("Then we park."))),
        ("- Book\n\n\tIt is red.", "- Book\n\n  It is red."),
        ("•a\n  ◦b", (bullets(("a", (bullets("b"),))),)),
        ("•a\n◦b\n•c", (bullets(("a", (bullets("b"),)), "c"),)),
        ("```\n\t- a\n```", (Code("\t- a"),)),
    ],
)
def test_lists_that_are_indented_with_tabs_are_lists(typed: str, meant: Blocks | str) -> None:
    made = parse(meant) if isinstance(meant, str) else meant

    assert parse(typed) == made
    assert read_back(export(typed).removeprefix("# T\n\n")) == made


@pytest.mark.fault("R4")
@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("For:\n+ fast\n+ cheap", ["For:", "+ fast", "+ cheap"]),
        ("For:\n\n+ fast", ["For:", "", "+ fast"]),
        ("+ fast\n- dear", ["+ fast", "- dear"]),
        ("Names:\n1. Ada\n1. Bo\nEnd", ["Names:", "1. Ada", "1. Bo", "End"]),
        ("- x:\n  + a\n  + b\n- y", ["- x:", "  + a", "  + b", "- y"]),
        ("> x:\n> + a\n>\n> + b", ["│ x:", "│ + a", "│ ", "│ + b"]),
    ],
)
def test_signs_and_numbers_that_are_text_stay_as_close_as_they_were_typed(typed: str, rows: list[str]) -> None:
    assert [row.plain for line in text_lines(parse(typed)) for row in line.rows(80)] == rows


def test_bullets_in_code_are_code() -> None:
    assert parse("```\n• a\no\tb\n```") == (Code("• a\no\tb"),)


@pytest.mark.parametrize(
    "typed",
    [
        *("> " * 20_000, "> 5\n" * 10_000, "-" * 40_000, "• a\n" * 2_000, "\\a" * 20_000, "a   b\n" * 6_000),
        *("~" * 40_000, "~~a~~ ~b" * 2_000, "#####\n# #\n" * 1_500, "|\n" * 4_000, "src/\n  a.py\n" * 1_000),
        *("`a " * 13_000, "a\\*" * 9_000, "[" * 10_000, "![]()" * 8_000, "\t- a\n" * 3_000),
        *(" " * 39_000 + "+--\n|", "/ " * 19_000 + "+--\n|\na", "1. a\n1. b\n" * 800, "+ a\n" * 1_500),
        *("a/\n " + "b " * 19_000, "a/\n " + "b" * 39_000 + ":", "x " * 19_000 + "+--\n|\nx"),
    ],
    ids=lambda typed: repr(typed[:12]),
)
def test_no_answer_takes_long_to_read(typed: str) -> None:
    begin = time.process_time()
    parse(typed)
    assert time.process_time() - begin < 5
