"""Tests of the structure: which module may import which, what importing costs, and what no module may do."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from types import FunctionType

import pytest
from textual.content import Content
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Static, TextArea

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "wbtui"
MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}
UI = [name for name in MODULES if name.startswith("wbtui.ui")]
PRIVATE_TEXTUAL = {
    "wbtui.ui.terminal.driver",
    "wbtui.ui.terminal.app",
    "wbtui.ui.terminal.own_bindings",
    "wbtui.ui.terminal.workarounds",
}
"""The modules that may use Textual's private names; tests/ui/test_upstream.py watches those names."""

# Each module belongs to the first of these that its name begins with.
LAYERS = {
    "wbtui.__main__": "program",
    "wbtui.cli": "program",
    "wbtui.commands": "program",
    "wbtui.paths": "paths",
    "wbtui.wording": "wording",
    "wbtui.core": "core",
    "wbtui.storage": "storage",
    "wbtui.writers": "writers",
    "wbtui.readers": "readers",
    "wbtui.workshop": "workshop",
    "wbtui.clocks": "clocks",
    "wbtui.ui.launch": "app",
    "wbtui.ui.app": "app",
    "wbtui.ui.shell": "app",
    "wbtui.ui.context": "app",
    "wbtui.ui.controllers.command_ids": "questions",
    "wbtui.ui.controllers.questions": "questions",
    "wbtui.ui.controllers.status": "questions",
    "wbtui.ui.controllers": "controllers",
    "wbtui.ui.commands": "commands",
    "wbtui.ui.screens": "screens",
    "wbtui.ui.widgets": "widgets",
    "wbtui.ui": "ground",
    "wbtui": "root",
}
BESIDE = {"core", "storage", "writers", "readers", "wording"}
BELOW_SCREENS = {"widgets", "commands", "questions", "ground", "workshop", "core", "wording"}
MAY_IMPORT = {
    "program": {"program", "paths", "app", "workshop", *BESIDE},
    "app": {"app", "clocks", "screens", "controllers", *BELOW_SCREENS, *BESIDE},
    "screens": {"screens", *BELOW_SCREENS},
    "widgets": BELOW_SCREENS,
    "commands": {"commands", "controllers", "questions", "core", "wording"},
    "controllers": {"controllers", "questions", "workshop", *BESIDE},
    "questions": {"questions", "workshop", "core", "wording"},
    "ground": {"ground", "workshop", "core"},
    "workshop": {"core"},
    "storage": {"storage", "core"},
    "writers": {"writers", "core"},
    "readers": {"readers", "core"},
    "wording": {"wording", "core"},
    "paths": set[str](),
    "clocks": {"core"},
    "core": {"core"},
    "root": set[str](),
}
OUTSIDE = {
    "core": set[str](),
    "wording": set[str](),
    "storage": {"tomli", "tomli_w"},
    "workshop": set[str](),
    "controllers": set[str](),
    "questions": set[str](),
    "paths": {"platformdirs"},
    "program": set[str](),
}
"""The packages that a layer may import beside the standard library; layers that are not listed may import any."""


def layer(module: str) -> str:
    return next(found for prefix, found in LAYERS.items() if f"{module}.".startswith(f"{prefix}."))


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text())


def imported(module: str) -> Iterator[str]:
    """Every module that a module imports anywhere in it."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in MODULES else node.module or "" for name in whole)


def is_for_types(node: ast.AST) -> bool:
    """Return whether a node is an `if TYPE_CHECKING`."""
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


@cache
def imported_when_run(module: str) -> frozenset[str]:
    """Return the modules of ours that a module imports, at its beginning or later, but not for types alone."""
    typed = {inner for node in ast.walk(tree(module)) if is_for_types(node) for inner in ast.walk(node)}
    found = [node for node in ast.walk(tree(module)) if isinstance(node, ast.ImportFrom) and node not in typed]
    names = {f"{node.module}.{alias.name}" for node in found for alias in node.names}
    return frozenset(name if name in MODULES else name.rpartition(".")[0] for name in names) & MODULES.keys()


def test_there_are_modules_and_classes_to_check() -> None:
    """The rules below say that no module breaks them, which would hold for an empty list, too."""
    assert len(MODULES) > 100
    assert len(UI) > 40
    assert len(OURS) > 40


def test_imports_go_one_way() -> None:
    ours = {(name, other) for name in MODULES for other in imported(name) if other.split(".")[0] == "wbtui"}
    wrong = [f"{name} imports {other}" for name, other in ours if layer(other) not in MAY_IMPORT[layer(name)]]
    assert sorted(wrong) == []


def test_layers_below_the_interface_import_only_the_packages_they_may() -> None:
    roots = {(name, other.split(".")[0]) for name in MODULES if layer(name) in OUTSIDE for other in imported(name)}
    foreign = {(name, root) for name, root in roots if root not in sys.stdlib_module_names | {"wbtui"}}
    assert sorted((name, root) for name, root in foreign if root not in OUTSIDE[layer(name)]) == []


def test_every_layer_exists() -> None:
    missing = {found for found in LAYERS.values() if all(layer(name) != found for name in MODULES)}
    assert missing <= {"readers"}


MAX_ROOMS, MAX_FLOORS = 12, 6


def floors(module: str, above: tuple[str, ...] = ()) -> int:
    """Return how deep the imports of a module go within its package at the top; those for types do not count."""
    assert module not in above, f"a circle of imports: {' -> '.join((*above, module))}"
    package = ".".join(module.split(".")[:2])
    below = [name for name in imported_when_run(module) if name.startswith(f"{package}.") and name != module]
    return 1 + max((floors(name, (*above, module)) for name in below), default=0)


@pytest.mark.parametrize("package", ["ui", "storage"])
def test_packages_are_small_and_shallow(package: str) -> None:
    folder = PACKAGE / package
    rooms = [path.name for path in folder.iterdir() if path.is_dir() or path.suffix == ".py"]
    assert len(set(rooms) - {"__init__.py", "__pycache__"}) <= MAX_ROOMS
    deep = {name: floors(name) for name in MODULES if name.startswith(f"wbtui.{package}.")}
    assert {name: floor for name, floor in deep.items() if floor > MAX_FLOORS} == {}


@pytest.mark.parametrize("package", ["ui", "storage"])
def test_no_import_between_rooms_runs_back(package: str) -> None:
    inside = [name for name in MODULES if name.startswith(f"wbtui.{package}.")]
    imports: dict[str, set[str]] = {}
    for name in inside:
        room = name.split(".")[2]
        others = {other.split(".")[2] for other in imported_when_run(name) if other in inside}
        imports.setdefault(room, set()).update(others - {room})
    # This raises CycleError for rooms that import each other.
    assert set(TopologicalSorter(imports).static_order()) == imports.keys()


def test_widgets_do_not_know_the_app() -> None:
    """An import for type checking would be one too."""
    below = [name for name in MODULES if layer(name) in ("widgets", "screens", "ground")]
    assert [name for name in below if "wbtui.ui.app" in imported(name)] == []


def test_the_module_of_the_app_is_short() -> None:
    assert len(MODULES["wbtui.ui.app"].read_text().splitlines()) < 200


# The cost of importing

EXAMPLE = ROOT / "sessions" / "night-trolley.toml"


def loaded_by(code: str, tmp_path: Path) -> set[str]:
    """The top-level packages that are loaded after some code in a fresh Python."""
    code += "\nimport sys; print('LOADED', *{name.split('.')[0] for name in sys.modules}, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"WBTUI_SESSIONS": str(tmp_path), "WBTUI_STATE": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.rpartition("LOADED ")[2].split())


def test_workshop_and_controllers_load_no_interface(tmp_path: Path) -> None:
    names = [
        name
        for name in MODULES
        if layer(name) in ("core", "workshop", "controllers", "questions", "storage", "wording")
    ]
    loaded = loaded_by("; ".join(f"import {name}" for name in names), tmp_path)
    assert loaded.isdisjoint({"textual", "rich"})


def test_importing_the_command_line_is_cheap(tmp_path: Path) -> None:
    heavy = {"textual", "rich", "markdown_it", "mdformat", "asyncio", "email"}
    assert loaded_by("import wbtui.cli", tmp_path).isdisjoint(heavy)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["new", "Title", "--no-open"],
        ["list"],
        ["locate"],
        ["workbook", "show"],
        ["show", str(EXAMPLE)],
        ["export", str(EXAMPLE), "-o", "-"],
        ["export", "--help"],
    ],
    ids=lambda arguments: " ".join(arguments[::2]),
)
def test_commands_do_not_load_the_interface(arguments: list[str], tmp_path: Path) -> None:
    code = f"""
from wbtui.cli import main
try:
    assert main({arguments!r}) == 0
except SystemExit as error:
    assert not error.code
"""
    loaded = loaded_by(code, tmp_path)
    assert "textual" not in loaded
    # The tables of a document need the width of characters.
    assert "rich" not in loaded or arguments[0] == "export"


# House rules


def test_each_module_has_a_docstring() -> None:
    assert [name for name in MODULES if not ast.get_docstring(tree(name))] == []


def test_docstrings_begin_with_a_noun_or_a_verb() -> None:
    """A sentence that begins with "whether" or "what" says neither what a thing is nor what it does."""
    files = [
        path
        for folder in ("src", "tests", "benchmarks", "torture", "docs")
        for path in (ROOT / folder).rglob("*.py")
    ]
    riddle = re.compile(r'^ *r?"""(What|Whether|Which|Who|How|Where|When|Why)\b.*', re.MULTILINE)
    found = {
        str(path.relative_to(ROOT)): found
        for path in files
        if (found := [match[0] for match in riddle.finditer(path.read_text(encoding="utf-8"))])
    }
    assert len(files) > 300
    assert found == {}


def has_code(module: str) -> bool:
    return any(not isinstance(node, ast.Expr) for node in tree(module).body)


def test_every_module_postpones_its_annotations() -> None:
    bodies = {name: [*map(ast.unparse, tree(name).body)] for name in MODULES if has_code(name)}
    assert [name for name, body in bodies.items() if "from __future__ import annotations" not in body] == []


def broad(node: ast.AST) -> bool:
    """Return whether a node is an `except` that catches everything and does not raise it again."""
    if not isinstance(node, ast.ExceptHandler) or ast.unparse(node.body[-1]) == "raise":
        return False
    caught = {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)} if node.type else {""}
    return bool(caught & {"", "Exception", "BaseException"})


BROAD = {
    "wbtui.storage.journal.journal": 1,
    "wbtui.storage.session.autosave": 2,
    "wbtui.ui.terminal.app": 1,
    "wbtui.workshop": 1,
}
"""The number of times that a module may catch everything.

Autosave and journal must survive, and one subscriber must not stop the others; they log what they catch.
An error in a call from another thread ends the app.
"""


def test_no_module_hides_exceptions_or_type_errors() -> None:
    caught = {name: sum(broad(node) for node in ast.walk(tree(name))) for name in MODULES}
    assert {name: count for name, count in caught.items() if count != BROAD.get(name, 0)} == {}
    assert [name for name, path in MODULES.items() if "type: ignore" in path.read_text()] == []


# Inheritance shares a frame, never state


def classes(module: str) -> list[type]:
    """The classes that a module defines, those within classes too."""
    found = [value for value in vars(importlib.import_module(module)).values() if isinstance(value, type)]
    found = [value for value in found if value.__module__ == module]
    for outer in found:
        found += [v for v in vars(outer).values() if isinstance(v, type) and v.__module__ == module]
    return list(dict.fromkeys(found))


MAY_INHERIT = {
    "errors: who catches one kind catches what is more exact, too": {
        "WbtuiError": {
            *("SaveError", "SessionError", "WorkbookError"),
            *("ReadOnlyError", "UndoError", "UsageError"),
        },
        "SessionError": {"MissingError", "NewerFormatError"},
        "SaveError": {"ConflictError", "TakenError", "UnsureError"},
    },
    "a closed set of values, each with the type of its answer": {
        "Question": {
            *("YesOrNo", "OneLine", "OneOf", "HowToClose", "OfferRestore", "NewSession", "Note"),
            *("WhichDetails", "WhichOfBank", "WhichSide", "WhichText", "WhichVersion"),
        },
    },
    "a closed set of values: what an editor says of itself": {
        "AnswerArea._About": {f"AnswerArea.{name}" for name in ("Edited", "LeaveDown", "LeaveUp", "Submitted")},
    },
    "dialogs of one frame: Escape, and one answer": {
        "Dialog": {
            *("AskLine", "QuickNote", "Confirm", "ClosingScreen"),
            *("BankScreen", "ConflictScreen", "DetailsScreen", "EarlierScreen", "HelpScreen", "JumpScreen"),
            *("MenuScreen", "NewScreen", "ReadingScreen", "RestoreDialog", "FilePicker", "VersionsScreen"),
        },
    },
    "a base for Textual's app: the order of input": {"OrderedApp": {"TerminalApp"}},
    "a base for Textual's app: an orderly end": {"TerminalApp": {"WorkbookApp"}},
    "a work-around for Textual's app": {"AppWorkarounds": {"TerminalApp"}},
    "a work-around for Textual's scroll view": {"EagerScrollView": {"LongText"}},
    "a work-around for Textual's screens": {
        "ScreenWorkarounds": {
            "BigClockScreen",
            "Dialog",
            "HomeScreen",
            "PreviewScreen",
            "StageScreen",
            "TimetableScreen",
        },
    },
    "a work-around for Textual's text area": {"ReleasedTextArea": {"AnswerArea"}},
}
"""The classes of ours that inherit from another of ours: the reason, the other class, and who inherits from it."""


def all_classes() -> list[type]:
    return [cls for name in MODULES if name != "wbtui.__main__" for cls in classes(name)]


def is_protocol(cls: type) -> bool:
    return bool(getattr(cls, "_is_protocol", False))


def full_name(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


def test_no_class_inherits_from_another_of_ours_to_share_state() -> None:
    bases = [(cls, base) for cls in all_classes() for base in cls.__bases__ if base.__module__ in MODULES]
    found = [f"{cls.__qualname__}({base.__qualname__})" for cls, base in bases]
    groups = [group for groups in MAY_INHERIT.values() for group in groups.items()]
    assert Counter(found) == Counter(f"{heir}({base})" for base, heirs in groups for heir in heirs)


def is_empty(function: ast.stmt) -> bool:
    """Return whether the body of a method says nothing, or only that it is not implemented."""
    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    body = [s for s in function.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    return all(isinstance(s, ast.Pass) or "NotImplementedError" in ast.unparse(s) for s in body)


def test_every_method_outside_of_protocols_does_something() -> None:
    protocols = {full_name(cls) for cls in all_classes() if is_protocol(cls)}
    nodes = [(name, node) for name in MODULES for node in ast.walk(tree(name)) if isinstance(node, ast.ClassDef)]
    empty = {
        f"{name}.{node.name}.{method.name}"
        for name, node in nodes
        for method in node.body
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) and is_empty(method)
    }
    assert sorted(name for name in empty if name.rpartition(".")[0] not in protocols) == []


# Textual's private parts


def private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name != "_abc_impl"


OURS = [
    cls for name in UI for cls in classes(name) if any(b.__module__.startswith("textual") for b in cls.__mro__)
]


@cache
def own_names(cls: type) -> frozenset[str]:
    """The private names that a class itself defines: in its body, or on `self` in its methods."""
    names = {*vars(cls), *getattr(cls, "__annotations__", {})}
    for function in vars(cls).values():
        function = getattr(function, "fget", function)
        # What a dataclass makes for itself has no source.
        if isinstance(function, FunctionType) and inspect.getsourcefile(inspect.unwrap(function)) != "<string>":
            names |= set(re.findall(r"\bself\.(_\w+)\s*(?::[^=\n]+)?=[^=]", inspect.getsource(function)))
    return frozenset(filter(private, names))


def textual_names(cls: type) -> set[str]:
    """The private names of the Textual classes that a class derives from."""
    return {name for base in cls.__mro__ if base.__module__.startswith("textual") for name in own_names(base)}


class Probe(TextArea):
    """The names that Textual adds to every class of a widget."""


class Accident(Static):
    """Each of its names exists in Textual already."""

    def _render(self) -> Content:
        return Content("")

    def on_mount(self) -> None:
        self._size = Size(1, 1)


BOOKKEEPING = frozenset(filter(private, vars(Probe)))


def overridden(cls: type) -> set[str]:
    # A reactive that is declared anew writes its default into the class, under a private name.
    declared = {f"_default_{name}" for name, value in vars(cls).items() if isinstance(value, Reactive)}
    return {*own_names(cls) & textual_names(cls)} - BOOKKEEPING - declared


def test_an_override_of_a_private_name_is_found() -> None:
    assert overridden(Accident) == {"_render", "_size"}
    assert overridden(Probe) == set()


def test_no_private_name_of_textual_is_overridden_by_accident() -> None:
    found = [(cls, name) for cls in OURS for name in overridden(cls)]
    assert [(cls.__module__, name) for cls, name in found] == [("wbtui.ui.terminal.app", "_handle_exception")]


def foreign_private(module: str) -> Iterator[str]:
    """Private names used on other objects than `self`, `cls` or `super()`, or of a private module."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Attribute) and private(node.attr):
            owner = ast.unparse(node.value)
            # The methods of a named tuple are public; the line keeps them apart from its fields.
            if owner not in ("self", "cls", "os") and node.attr not in ("_replace", "_asdict"):
                yield f"{node.lineno}: {owner}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual"):
            names = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
            yield from (f"{node.lineno}: {name}" for name in names if private(name))


def test_private_names_stay_private() -> None:
    careful = [name for name in UI if name not in PRIVATE_TEXTUAL]
    assert [f"{name}:{use}" for name in careful for use in foreign_private(name)] == []


def test_every_module_that_may_use_private_names_of_textual_uses_some() -> None:
    assert [name for name in sorted(PRIVATE_TEXTUAL) if not [*foreign_private(name)]] == []


def test_no_private_name_of_textual_is_used_on_self() -> None:
    careful = [cls for cls in OURS if cls.__module__ not in PRIVATE_TEXTUAL]
    used = [(cls, name) for cls in careful for name in re.findall(r"\bself\.(_\w+)", inspect.getsource(cls))]
    assert [(cls, name) for cls, name in used if name in textual_names(cls)] == []


# User text is markup nowhere

WITH_MARKUP = {"Static", "Label", "Button"}
PLAIN = (ast.Constant, ast.Dict)


def calls(module: str) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in WITH_MARKUP:
                yield name, node


def is_content(node: ast.expr) -> bool:
    """Return whether Content itself makes the value, which reads no markup unless asked to."""
    return isinstance(node, ast.Call) and ast.unparse(node.func).startswith("Content")


def is_safe(call: ast.Call) -> bool:
    off = any(
        word.arg == "markup" and isinstance(word.value, ast.Constant) and word.value.value is False
        for word in call.keywords
    )
    # A widget made empty may be updated with a str later, so it needs markup=False as well.
    return off or (bool(call.args) and is_content(call.args[0]))


def test_text_is_never_read_as_markup() -> None:
    found = [(name, what, call) for name in UI for what, call in calls(name) if not is_safe(call)]
    assert [f"{name}:{call.lineno}: {what}" for name, what, call in found] == []


def test_markup_is_made_of_constants_only() -> None:
    nodes = [(name, node) for name in UI for node in ast.walk(tree(name)) if isinstance(node, ast.Call)]
    made = [(name, node) for name, node in nodes if ast.unparse(node.func).endswith("from_markup")]
    constant = [all(isinstance(argument, ast.Constant) for argument in node.args) for _, node in made]
    assert [f"{name}:{node.lineno}" for (name, node), good in zip(made, constant, strict=True) if not good] == []


class Careless(Static):
    """Shows a text as it is, without saying that it is not markup."""

    def say(self, text: str) -> None:
        self.update(text)


def reads_markup(cls: type) -> bool:
    """Return whether a Static may be given anything but Content without markup=False for its base."""
    if not {"Static", "Label", "Button"} & {base.__name__ for base in cls.__bases__}:
        return False
    source = inspect.getsource(cls)
    return "markup=False" not in source and bool(set(re.findall(r"self\.update\((\w+)", source)) - {"Content"})


def test_subclasses_of_static_pass_markup_on() -> None:
    assert reads_markup(Careless)
    assert [cls for cls in OURS if reads_markup(cls)] == []


# Keys


def test_no_sentence_names_a_key_by_hand() -> None:
    """The keys of commands come from the one list; Enter, Tab and Esc are everybody's."""
    key = re.compile(r"\bF\d{1,2}\b|(?<!\[)\^[a-zA-Z]\b|\bCtrl\b")
    nodes = [(name, node) for name in MODULES for node in ast.walk(tree(name))]
    notes = {id(node.value) for _, node in nodes if isinstance(node, ast.Expr)}
    texts = [(name, node) for name, node in nodes if isinstance(node, ast.Constant) and id(node) not in notes]
    assert [f"{name}:{node.lineno}" for name, node in texts if key.search(str(node.value))] == []


# Styles


def test_every_stylesheet_is_shipped_and_used() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["sources"]["styles"] == "wbtui/styles"
    from wbtui.ui.stylesheets import stylesheets

    assert sorted(Path(path).name for path in stylesheets()) == sorted(p.name for p in (ROOT / "styles").iterdir())
