"""Tests that drawings and tables made of characters are recognised without Markdown fences around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wbtui.core.document.drawing import drawing, drawn, drawn_lines
from wbtui.core.document.rich_text import Blocks, Code, plain
from wbtui.writers.answers import parse
from wbtui.writers.markdown_blocks import write

NIGHT = """\
+--------+     +--------+     +--------+
|  WARD  | --> |  BAG   | --> | KITCHEN|
+--------+     +--------+     +--------+

    o             []             o
   /|\\           [___]          /|\\    "I know what
   / \\                          / \\     is missing." """.rstrip()

DRAWN = (
    NIGHT,
    " /\\_/\\\n( o.o )\n > ^ <",
    "   *\n  ***\n *****\n   |",
    "  o\n /|\\\n / \\",
    "src/\n├── a.py\n└── b.py",
    "src\n|-- a.py\n`-- b.py",
    "╔════╗\n║ Bag║\n╚════╝",
    "  .-----.\n ( hello )\n  '-----'\n     \\\n      o",
    "  ___________\n |  o     o  |\n |___________|",
    "Ward -> Bag -> Kitchen\n  ^                |\n  +----------------+",
    "[ Ward ] ---> [ Bag ] ---> [ Ward ]\n    |             |            |\n  nurse         driver       cook",
    "   (1) ----- (2)\n    |         |\n   (3) ----- (4)",
    "  Login\n    |\n    v\n  Home",
    "Mon ███ 3\nTue █████ 5",
    "┌" + "─" * 120 + "┐\n│" + " " * 120 + "│\n└" + "─" * 120 + "┘",
    "Item      Price   Stock\nBread     2.50    10\nMilk      1.10    4",
    "Item       Price\nBread       2.50\nMilk       11.10",
    "名前    価格\nパン    200\n牛乳    100",
    " id | name\n----+------\n  1 | Ada",
    "=====  =====\nItem   Price\n=====  =====\nBread  2.50\n=====  =====",
    "| Item  | Price |\n| Bread | 2.50  |",
    "9:00    Welcome\n9:15    Customer\n10:00   Break",
    "[Bag]---[Ward]\n  |       |\n[Van]---[Cook]",
    "[Bag]---[Ward]\n  |\n[Cook]",
    "[Bag] - [Ward]\n  |\n[Cook]",
    "#####\n# A #\n#####",
    "*****\n* A *\n*****",
    "src/\n  a.py\n  b.py",
    "src/\n    a.py\n    lib/\n        b.py",
    "project\n  src\n    a.py\n  README",
    "Ward\n |\nBag\n |\nCook",
    "   A\n  / \\\n B   C",
    "....\n.  .\n....",
    ":::::\n: A :\n:::::",
    "@@@@\n@  @\n@@@@",
    "{Bag} ~~~ {Ward}\n   |",
    "O--O\n|  |\nO--O",
    "/----\\\n| Bag|\n\\----/",
    "a.py\nb/\n  c.py",
    "1 |   #\n2 | ###\n3 | ##",
    "$\n|   *\n| *\n+------ t",
    "app/\n\tmain.go\n\tgo.mod",
    "docs/        # what we write\n  plan.md    # the plan\n  faq.md",
    "#########     #########\n#  Bag  # --> # Ward  #\n#########     #########",
    "=========\n= Night =\n=========",
    "Ada   Bo\n  \\   /\n  Cook",
    "[Ward]\n   |\n   +--[Bag]\n   |\n   +--[Cook]",
)

PROSE = (
    "Tel. 0221 / 4711\nMon–Fri 9–17\nMarket Street 4",
    "Dear team,\n    we meet at 9.\n    Bring coffee.",
    "Roses are red,\n  violets are blue,\nsugar is sweet --\n  and so are you!",
    "the   quick brown   fox jumps\nover the   lazy   dog and then\nit   sleeps until the   sun",
    "“It works.” -- Ana\n“Really.” -- Bo",
    "Use `--help` or '--version'.\nThen `--json` and '--force'.",
    "Login --> Home\nHome --> Basket",
    "Name: ____________.\nDate: ____________.",
    "Rent ........ 200\nFood ........ 100",
    ":-) great\n:-( bad\n;-) hm",
    "???\n!!!",
    "# Costs\n===\n***\n<b>&amp;",
    "+ 20 %\n- 3 %\n- 4 %",
    "•\tBook\n•\tPark\n•\tSleep",
    "1.\tBook\n2.\tPark",
    "Yes | No | Maybe\nOften | Seldom | Never",
    "★★★☆☆ Fast\n★★☆☆☆ Cheap",
    "One line with ███ in it",
    "[Ward] --> [Bag] --> [Kitchen]",
    "  5*3*2 = 30\n(2+3)*4 = 20\n  x = 3",
    "a = b + c\n  = d + e\n  = 10",
    "The nurse opens the bag; the ward has linen.  \nAnd " + "so on " * 30,
    "Dear team,\n  see plan.docx\n  and budget.xlsx.",
    "Shop\n  Market Street 4\n  www.shop.org",
    "The night is long,\n  the bag is small,\nand no one knows\n  who has it all",
    "Fruit\n  Apples\n  Pears",
    "Files:\n  a.txt\n  b.txt",
    "A | B\nC | D",
    "He said it.\n|\nAnd left the ward with the bag, as always.",
    "- src\n  - a.py",
    "1. a.py\n   b.py",
    "***\n*so*\n***",
    "### Costs ###\n# Costs #",
    "and/or\n/\nor",
    "...\nand so on\n...",
    "Ada Brandt\n    Head of Kitchen\n    ada@shop.org",
    "Buy milk,\n  bread\n  and 2.5 kg of rice",
    "- x0\n- x,\n  - x,",
    "> a\n> b",
    "Rain\n/ Sun /\nSnow",
    "===\nBag\n===",
    "=====\nBag\n=====",
    "Total: 3\n  of 5",
    "To: ada@a.org\n  bo@b.org",
    "* * *\n* a *\n* * *",
    "We ask: who | what | why\nThey say: I | it | so",
    "example.org\n  example.net",
)


@pytest.mark.fault("NB2")
@pytest.mark.parametrize("drawn_text", DRAWN)
def test_a_drawing_is_exported_unchanged_from_a_text_and_from_a_field_for_drawings(drawn_text: str) -> None:
    assert parse(drawn_text) == (Code(drawn_text),)
    assert drawing(drawn_text, parse) == (Code(drawn_text),)
    assert f"\n{drawn_text}\n" in write(parse(f"The ward at night:\n\n{drawn_text}\n\nA nurse sleeps."))


@pytest.mark.fault("NB2")
@pytest.mark.parametrize("text", PROSE)
def test_prose_is_no_drawing(text: str) -> None:
    assert drawn_lines(text.split("\n")) == []


signs_of_frames = st.sampled_from("#*@%+=")
labels = st.from_regex(r"[A-Z][a-z]{0,8}( [a-z]{1,5})?", fullmatch=True)
words = st.sampled_from(
    ["The", "nurse", "I", "bag", "ward", "so", "a", "linen", "opens", "is", "night", "Ada", "and", "has"]
)
sentences = st.lists(words, min_size=3, max_size=12).map(lambda some: f"{' '.join(some)}.")


@pytest.mark.fault("NB2")
@given(signs_of_frames, labels, st.integers(0, 3), st.integers(1, 3), sentences, sentences)
def test_any_box_between_sentences_is_exported_unchanged(
    sign: str, label: str, indent: int, height: int, before: str, after: str
) -> None:
    wall = f"{sign} {label} {sign}"
    box = "\n".join(" " * indent + row for row in (sign * len(wall), *[wall] * height, sign * len(wall)))

    assert parse(f"{before}\n\n{box}\n\n{after}") == (*plain(before), Code(box), *plain(after))


@pytest.mark.fault("NB2")
@given(st.lists(labels, min_size=2, max_size=4), st.sampled_from(["---", "==", "-->", " - "]), sentences)
def test_any_row_of_connected_boxes_is_exported_unchanged(names: list[str], line: str, said: str) -> None:
    row = line.join(f"[{name}]" for name in names)
    drawing_of_three = f"{row}\n  |\n[{names[0]}]"

    assert parse(f"{said}\n\n{drawing_of_three}") == (*plain(said), Code(drawing_of_three))


@pytest.mark.fault("NB2")
@given(st.lists(st.tuples(st.integers(0, 4), sentences), min_size=1, max_size=6))
def test_sentences_are_no_drawing_however_they_are_indented(rows: list[tuple[int, str]]) -> None:
    assert drawn_lines([" " * indent + said for indent, said in rows]) == []


def test_a_table_of_markdown_is_a_table() -> None:
    assert drawn_lines(["a | b", "--|--", "1 | 2"]) == drawn_lines(["| a | b |", "|---|---|", "| 1 | 2 |"]) == []


@pytest.mark.parametrize("fence", ["```", "~~~~", "- ```", "> ```"])
def test_fenced_lines_are_never_taken_for_a_drawing(fence: str) -> None:
    assert drawn_lines([f"{fence}py", "+--+", "|  |", "+--+"]) == []
    assert drawn_lines([fence, "+--+", "|  |", fence.strip("-> "), "", "+--+", "|  |"]) == [(5, 7)]


def test_blank_lines_within_a_drawing_belong_to_it_and_prose_around_does_not() -> None:
    lines = ["Night:", "", *NIGHT.split("\n"), "", "And so on."]

    assert drawn_lines(lines) == [(2, len(lines) - 2)]


def test_a_list_beside_a_drawing_stays_a_list() -> None:
    storyboard = "1. Rain.\n2. Sun.\n\n+---+\n|   |\n+---+\n\nThe end."

    assert parse(storyboard) == (*parse("1. Rain.\n2. Sun."), Code("+---+\n|   |\n+---+"), *plain("The end."))
    assert drawing(storyboard, parse) == parse(storyboard)


@pytest.mark.fault("NB2")
@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Item\tPrice\nBread\t2.50", "Item    Price\nBread   2.50"),
        ("価格\tb\nA\t1", "価格   b\nA      1"),
        ("Ada\tBrandt\tcook\nBo\tLee\t", "Ada   Brandt   cook\nBo\tLee\t"),
    ],
)
def test_cells_separated_by_tabs_are_aligned(typed: str, shown: str) -> None:
    made: Blocks = (drawn(typed.split("\n")),)
    assert made == (Code(shown),) or "\t" in shown
