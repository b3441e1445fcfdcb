"""Tests that below the commands and the screens there are only codes, which one package puts into words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest

import wbtui
from wbtui import wording
from wbtui.core.errors import Moment, Problem, SaveError, UndoError, WbtuiError, WorkbookError
from wbtui.core.workbook.reader import _MUST_BE
from wbtui.storage.disk import atomic_file, fs
from wbtui.storage.session_file import toml_problems
from wbtui.wording import NEXT_STEPS, PHRASES, USUAL_STEPS, located, next_step, phrase, sentence, statement
from wbtui.wording.versions import OCCASIONS, REASONS

PACKAGE = Path(wbtui.__file__).parent
TREES = {
    str(path.relative_to(PACKAGE)): ast.parse(path.read_text())
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.parent.name != "wording"
}
WORDLESS = [
    name for name in TREES if name.startswith(("core/", "storage/")) or name in ("paths.py", "workshop.py")
]
"""The modules that may not have sentences."""


# No sentences below the commands and the screens


def docstrings(tree: ast.Module) -> set[ast.AST]:
    """Return the strings that are statements: the docstrings of modules, classes, functions and attributes."""
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def texts(tree: ast.AST, but: set[ast.AST]) -> Iterator[tuple[int, str]]:
    """Yield the strings in some code with their lines; `…` stands for each hole of an f-string."""
    inside: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            inside |= set(node.values)
            parts = [str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values]
            yield node.lineno, "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside | but:
            yield node.lineno, node.value


NAMES = {
    name
    for tree in TREES.values()
    for node in ast.walk(tree)
    for name in [getattr(node, "name", getattr(node, "id", None))]
    if name
}
"""The names of the code, which it also has as strings, in `__all__` and for types."""
WORD = re.compile(r"(?<!\w)[A-Za-z][a-z'’-]+(?!\w)")


def is_for_people(text: str) -> bool:
    """Return True for words with a space between or beside them, and for a word with a capital letter.

    Patterns, which have a backslash or a bar, and names of the code are none.
    """
    if "\\" in text or "|" in text or text in NAMES:
        return False
    return bool(" " in text and WORD.search(text)) or bool(re.fullmatch(r"\W*[A-Z][a-z]{2,}\W*", text))


PARSER = "storage/session_file/toml_problems.py"
"""The module that knows the messages of the TOML parser."""
NAMED = {
    "Today … have to ……. They need ….": "the method's sentence: an answer, not the program's words",
    " when …": "the middle of that answer",
    **dict.fromkeys(
        (
            "If this fails, we have lost … and …, and let down ….",
            "First sign by …: ….",
            "On … we stop",
            "We stop",
            "… …; … decide….",
            "at … …",
            "at …",
            " on …",
            ", or ",
            " and ",
            "… to …",
            "Getting out takes … and ….",
            "Doing nothing costs … in six months and … in a year.",
        ),
        "the method's sentences on the cost of failure, an answer like the first",
    ),
    "# end: … …\n": "the last line of a session file",
}
"""The words that `core` and `storage` may have, and why."""


def test_modules_and_calls_are_found() -> None:
    assert len(WORDLESS) > 60
    assert len([*calls()]) > 100
    seen = ("the file would say … twice", "… undone", " (copy)", "Appendix", "Kept from the file", "just now")
    assert [text for text in seen if not is_for_people(text)] == []
    assert not any(map(is_for_people, ("stage", "…[…].script", "%d %b %Y", "Problem", r"Illegal (a|b)\d")))


def test_no_error_is_raised_with_a_sentence() -> None:
    raised = [(name, node) for name in WORDLESS for node in ast.walk(TREES[name]) if isinstance(node, ast.Raise)]
    assert len(raised) > 60
    spoken = [
        f"{name}:{line}: {text}" for name, node in raised for line, text in texts(node, set()) if " " in text
    ]
    assert spoken == []


def test_core_and_storage_have_no_words_for_people() -> None:
    silent = [name for name in WORDLESS if name != PARSER]
    found = {text for name in silent for _, text in texts(TREES[name], docstrings(TREES[name]))}
    assert set(filter(is_for_people, found)) == set(NAMED)


# Codes and parameters

FACTS = {"where", "key", "line", "next_step"}
"""The arguments of a problem that are not parameters."""


def kinds(error: type[WbtuiError]) -> set[type[WbtuiError]]:
    return {error, *(kind for heir in error.__subclasses__() for kind in kinds(heir))}


MAKERS = {kind.__name__ for kind in kinds(WbtuiError) - {atomic_file.UnsureError, UndoError, WorkbookError}}
"""The errors that are made with a code; the others take their problem from another argument."""
TABLES = {
    "storage/disk/fs.py: known": fs._CODES.values(),
    "storage/session_file/toml_problems.py: known": [code for _, code in toml_problems._CODES],
    "core/workbook/reader.py: _MUST_BE[kind]": _MUST_BE.values(),
    "storage/session_file/codec.py: RESTORE_STEP": [],
    "commands/sessions.py: places.why": [code for code in PHRASES if code.startswith("paths.")],
}
"""The calls whose code comes from a table, with the codes of that table; none of these has a parameter."""
HANDED_ON = {"core/workbook/reader.py: code", "storage/session_file/decode.py: code"}
"""The calls whose code is an argument; their callers are checked instead."""
IS_PROBLEM = re.compile(r"problem|newer|read_only|wrong\[0\]")
"""The pattern of an argument that is a whole problem, not a code."""


class Made(NamedTuple):
    """A call that makes a problem, or adds a next step to one."""

    where: str
    code: ast.expr
    is_step: bool
    given: frozenset[str]
    next_step: ast.expr | None
    has_key: bool


def calls() -> Iterator[Made]:
    """Yield every call that names the code of a problem or of a next step."""
    for name, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and (maker := makes(node.func, name)):
                words = {word.arg: word.value for word in node.keywords if word.arg}
                given = frozenset(words) - FACTS
                has_key = "key" in words or maker == "wrong"
                yield Made(name, node.args[0], maker == "also", given, words.get("next_step"), has_key)


def makes(function: ast.expr, module: str) -> str:
    """Return the name of a function that makes a problem; empty for any other function."""
    called = ast.unparse(function)
    name = called.rpartition(".")[2]
    in_an_error = called == "super().__init__" and module in ("core/errors.py", "storage/disk/atomic_file.py")
    known = called in ("Problem", "Problem.of") or name in {"also", "wrong", *MAKERS}
    return name if known or in_an_error else ""


def codes(node: ast.expr) -> list[str]:
    """Return the codes that an argument may be; none if it is not a literal."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    return codes(node.body) + codes(node.orelse) if isinstance(node, ast.IfExp) else []


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_each_code_is_in_the_table_and_gets_the_parameters_of_its_sentence() -> None:
    wrong = []
    for made in calls():
        table = NEXT_STEPS if made.is_step else PHRASES
        steps = codes(made.next_step) if made.next_step else []
        for code in codes(made.code):
            wanted = fields(table[code]) if code in table else {f"no {code}"}
            wanted |= {field for step in steps for field in (fields(NEXT_STEPS[step]) if step else set())}
            if wanted - {"key"} != made.given or ("key" in wanted and not made.has_key):
                wrong.append(f"{made.where}: {code} wants {sorted(wanted)}, gets {sorted(made.given)}")
    assert wrong == []


def test_code_that_is_not_a_literal_comes_from_a_table() -> None:
    found = {f"{made.where}: {ast.unparse(made.code)}" for made in calls() if not codes(made.code)}
    strange = {said for said in found if not IS_PROBLEM.search(said.partition(": ")[2])}
    assert strange == {*TABLES, *HANDED_ON}
    assert all(fields(PHRASES[code]) <= {"key"} for table in TABLES.values() for code in table)


def test_next_step_is_a_literal_or_the_one_for_damaged_files() -> None:
    steps = [made.next_step for made in calls() if made.next_step and not codes(made.next_step)]
    assert {ast.unparse(step) for step in steps} == {"RESTORE_STEP", "next_step"}


def as_text(handler: ast.ExceptHandler) -> bool:
    """Return True if a caught error is used as a text, which is its code."""
    shown = [node.args[0] for node in ast.walk(handler) if isinstance(node, ast.Call) and is_str(node)]
    shown += [node.value for node in ast.walk(handler) if isinstance(node, ast.FormattedValue)]
    return any(isinstance(node, ast.Name) and node.id == handler.name for node in shown)


def is_str(call: ast.Call) -> bool:
    return ast.unparse(call.func) == "str" and bool(call.args)


def test_no_caught_error_is_shown_as_its_code() -> None:
    handlers = [
        (name, n) for name, tree in TREES.items() for n in ast.walk(tree) if isinstance(n, ast.ExceptHandler)
    ]
    ours = {kind.__name__ for kind in kinds(WbtuiError)}
    caught = [(name, h) for name, h in handlers if h.type and ours & set(re.findall(r"\w+", ast.unparse(h.type)))]
    assert len(caught) > 20
    assert [f"{name}:{handler.lineno}" for name, handler in caught if as_text(handler)] == []


def test_every_code_is_used() -> None:
    """Each code is a string somewhere outside of the tables of sentences."""
    used = {text for tree in TREES.values() for _, text in texts(tree, docstrings(tree))}
    used |= set(USUAL_STEPS.values())
    assert [code for code in (*PHRASES, *NEXT_STEPS) if code not in used] == []


def reasons() -> Iterator[str]:
    """Yield the reasons with which the program keeps versions."""
    for name, tree in TREES.items():
        for node in ast.walk(tree) if name.startswith(("storage/", "ui/controllers/")) else ():
            if isinstance(node, ast.Call) and re.search(r"\b_?(keep|Version)", ast.unparse(node.func)):
                given = [*node.args, *(word.value for word in node.keywords if word.arg == "reason")]
                yield from (code for argument in given for code in codes(argument) if code.isalpha())


def test_every_reason_of_a_version_has_its_words() -> None:
    found = set(reasons())
    assert {"opened", "closed", "restore", "recovered", "rescue", "outside"} <= found
    assert found <= REASONS.keys() == OCCASIONS.keys()


# Sentences


def test_problem_has_a_short_and_a_long_text() -> None:
    problem = Problem.of("key.text", where="x.toml", key="title", line=3, next_step="fix_in_editor")
    assert phrase(problem) == "title must be text, in quotes"
    assert located(problem) == "line 3: title must be text, in quotes"
    assert statement(problem) == "Line 3: title must be text, in quotes."
    assert sentence(problem) == "x.toml: line 3: title must be text, in quotes. Fix it in an editor"
    assert located(Problem.of("workbook.bank", key="banks", name="b")) == "key banks: there is no bank b"
    assert (phrase(Problem("disk.loop")), next_step(Problem("disk.loop"))) == ("the links lead in a circle", "")


@pytest.mark.parametrize(("count", "words"), [(1, "1 change"), (2, "2 changes")])
def test_number_is_written_with_its_noun(count: int, words: str) -> None:
    assert phrase(Problem.of("session.recovered", count=count, at="12:00")) == f"recovered {words} from 12:00"


def test_time_as_a_parameter_is_written_as_people_say_it() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    problem = Problem.of("session.recovered", count=2, at=Moment(noon, noon + timedelta(days=1)))
    assert phrase(problem) == "recovered 2 changes from yesterday 12:00"


def test_problem_as_a_parameter_is_put_into_words() -> None:
    assert (
        phrase(Problem.of("held", name=Problem.of("user.on", user="ada", host="box"))) == "ada on box is editing"
    )


def test_usual_next_steps_are_known_and_need_no_parameter() -> None:
    assert USUAL_STEPS.keys() <= PHRASES.keys()
    assert {field for step in USUAL_STEPS.values() for field in fields(NEXT_STEPS[step])} == set()


def test_problem_without_a_next_step_has_the_usual_one() -> None:
    full = Problem("disk.full")
    assert next_step(full) == "Free some space"
    assert next_step(full.also("copy", copy="/rescue.toml")) == "Free some space. A copy is in /rescue.toml"
    assert next_step(Problem.of("disk.permission", next_step="choose_name")) == "Choose another name"


def test_next_steps_add_up() -> None:
    problem = Problem.of("disk.full", next_step="free_space").also("copy", copy="/rescue.toml")
    assert next_step(problem) == "Free some space. A copy is in /rescue.toml"


def test_text_of_the_user_is_neither_a_template_nor_in_the_log() -> None:
    error = SaveError("version.none", name="{oops} {0.__class__}")
    assert phrase(error.problem) == "there is no version “{oops} {0.__class__}”"
    assert str(error) == "version.none"


@pytest.mark.parametrize(
    ("count", "step"), [(1, "lists every mistake in it"), (3, "lists this mistake and 2 more")]
)
def test_message_of_many_mistakes_has_the_first(count: int, step: str) -> None:
    problems = tuple(Problem.of("key.missing", key=f"k{n}") for n in range(count))
    problem = WorkbookError(problems, where="w.toml").problem
    assert sentence(problem) == f"w.toml: k0 is missing. `wbtui workbook check FILE` {step}"


def test_sentences_have_the_same_form() -> None:
    """Phrases begin with a small letter, to follow a colon; next steps with a capital; neither has a full stop."""
    assert [text for text in (*PHRASES.values(), *NEXT_STEPS.values()) if text.endswith(".")] == []
    assert [text for text in PHRASES.values() if text[:1].isupper()] == []
    assert [text for text in NEXT_STEPS.values() if text[:1].islower()] == []
    assert wording.__doc__
