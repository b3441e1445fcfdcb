"""What holds the program together: who imports whom, what that costs, and what is never done."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
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
PRIVATE_TEXTUAL = {"wbtui.ui.driver", "wbtui.ui.terminal", "wbtui.ui.widgets.answer_area"}
"""The modules that may use Textual's private names; tests/ui/test_upstream.py watches those names."""

# Each module belongs to the first of these that its name begins with.
LAYERS = {
    "wbtui.__main__": "program",
    "wbtui.cli": "program",
    "wbtui.commands": "program",
    "wbtui.places": "places",
    "wbtui.core": "core",
    "wbtui.files": "files",
    "wbtui.writers": "writers",
    "wbtui.readers": "readers",
    "wbtui.ui.launch": "app",
    "wbtui.ui.app": "app",
    "wbtui.ui.keeping": "app",
    "wbtui.ui.handover": "app",
    "wbtui.ui.mending": "app",
    "wbtui.ui.session_commands": "app",
    "wbtui.ui.history_commands": "app",
    "wbtui.ui.settling": "app",
    "wbtui.ui.timekeeping": "app",
    "wbtui.ui.surroundings": "app",
    "wbtui.ui.screens": "screens",
    "wbtui.ui.widgets": "widgets",
    "wbtui.ui": "ground",
    "wbtui": "root",
}
BESIDE = {"core", "files", "writers", "readers"}
MAY_IMPORT = {
    "program": {"program", "places", "app", *BESIDE},
    "app": {"app", "screens", "widgets", "ground", *BESIDE},
    "screens": {"screens", "widgets", "ground", *BESIDE},
    "widgets": {"widgets", "ground", "core", "writers"},
    "ground": {"ground", "core"},
    "files": {"files", "core"},
    "writers": {"writers", "core"},
    "readers": {"readers", "core"},
    "places": set[str](),
    "core": {"core"},
    "root": set[str](),
}
OUTSIDE = {
    "core": set[str](),
    "files": {"tomli", "tomli_w"},
    "places": {"platformdirs"},
    "program": set[str](),
}
"""What a layer may import beyond the standard library; the others are free."""


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


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_one_way(module: str) -> None:
    ours = {name for name in imported(module) if name.split(".")[0] == "wbtui"}
    wrong = {name for name in ours if layer(name) not in MAY_IMPORT[layer(module)]}
    assert wrong == set()


@pytest.mark.parametrize("module", [name for name in MODULES if layer(name) in OUTSIDE])
def test_what_is_below_the_interface_needs_little(module: str) -> None:
    roots = {name.split(".")[0] for name in imported(module)} - sys.stdlib_module_names - {"wbtui"}
    assert roots <= OUTSIDE[layer(module)]


def test_every_layer_is_real() -> None:
    missing = {found for found in LAYERS.values() if all(layer(name) != found for name in MODULES)}
    assert missing <= {"readers"}


def test_widgets_do_not_know_the_app() -> None:
    """An import for type checking would be one too."""
    below = [name for name in MODULES if layer(name) in ("widgets", "screens", "ground")]
    assert [name for name in below if "wbtui.ui.app" in imported(name)] == []


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


@pytest.mark.parametrize("module", MODULES)
def test_each_module_says_what_it_is_for(module: str) -> None:
    assert ast.get_docstring(tree(module))


def has_code(module: str) -> bool:
    return any(not isinstance(node, ast.Expr) for node in tree(module).body)


@pytest.mark.parametrize("module", [name for name in MODULES if has_code(name)])
def test_annotations_cost_nothing(module: str) -> None:
    assert "from __future__ import annotations" in (ast.unparse(node) for node in tree(module).body)


def broad(node: ast.AST) -> bool:
    """Whether it is an `except` that catches everything and does not pass it on."""
    if not isinstance(node, ast.ExceptHandler) or ast.unparse(node.body[-1]) == "raise":
        return False
    caught = {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)} if node.type else {""}
    return bool(caught & {"", "Exception", "BaseException"})


@pytest.mark.parametrize("module", MODULES)
def test_nothing_is_silenced(module: str) -> None:
    assert [node for node in ast.walk(tree(module)) if broad(node)] == []
    assert "type: ignore" not in MODULES[module].read_text()


# Textual's private parts


def private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name != "_abc_impl"


def classes(module: str) -> list[type]:
    """The classes that a module defines, those within classes too."""
    found = [value for value in vars(importlib.import_module(module)).values() if isinstance(value, type)]
    found = [value for value in found if value.__module__ == module]
    for outer in found:
        found += [v for v in vars(outer).values() if isinstance(v, type) and v.__module__ == module]
    return list(dict.fromkeys(found))


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
    """What a widget gets from Textual when its class is made, and nothing more."""


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


def test_an_accident_would_be_found() -> None:
    assert len(OURS) > 40
    assert overridden(Accident) == {"_render", "_size"}
    assert overridden(Probe) == set()


@pytest.mark.parametrize("cls", OURS, ids=lambda cls: cls.__qualname__)
def test_no_private_name_of_textual_is_overridden_by_accident(cls: type) -> None:
    on_purpose = {"_handle_exception"} if cls.__module__ in PRIVATE_TEXTUAL else set[str]()
    assert overridden(cls) <= on_purpose


def foreign_private(module: str) -> Iterator[str]:
    """Private names used on other objects than `self`, `cls` or `super()`, or of a private module."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Attribute) and private(node.attr):
            owner = ast.unparse(node.value)
            if owner not in ("self", "cls", "os"):
                yield f"{node.lineno}: {owner}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual"):
            names = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
            yield from (f"{node.lineno}: {name}" for name in names if private(name))


@pytest.mark.parametrize("module", [name for name in UI if name not in PRIVATE_TEXTUAL])
def test_private_names_stay_private(module: str) -> None:
    assert list(foreign_private(module)) == []


@pytest.mark.parametrize("cls", OURS, ids=lambda cls: cls.__qualname__)
def test_no_private_name_of_textual_is_used_on_self(cls: type) -> None:
    if cls.__module__ in PRIVATE_TEXTUAL:
        return
    used = set(re.findall(r"\bself\.(_\w+)", inspect.getsource(cls)))
    assert used & textual_names(cls) == set()


# User text is markup nowhere

WITH_MARKUP = {"Static", "Label", "Button", "notify"}
PLAIN = (ast.Constant, ast.Dict)


def calls(module: str) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in WITH_MARKUP:
                yield name, node


def is_content(node: ast.expr) -> bool:
    """Whether it is made by Content itself, which reads no markup unless asked to."""
    return isinstance(node, ast.Call) and ast.unparse(node.func).startswith("Content")


def is_safe(name: str, call: ast.Call) -> bool:
    off = any(
        word.arg == "markup" and isinstance(word.value, ast.Constant) and word.value.value is False
        for word in call.keywords
    )
    # A widget made empty may be updated with a str later, so it needs markup=False as well.
    return off or (name != "notify" and bool(call.args) and is_content(call.args[0]))


@pytest.mark.parametrize("module", UI)
def test_text_is_never_read_as_markup(module: str) -> None:
    assert [f"{call.lineno}: {name}" for name, call in calls(module) if not is_safe(name, call)] == []


@pytest.mark.parametrize("module", UI)
def test_markup_is_made_of_constants_only(module: str) -> None:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("from_markup"):
            assert all(isinstance(argument, ast.Constant) for argument in node.args), node.lineno


def test_subclasses_of_static_pass_markup_on() -> None:
    """A Static of our own is given Content only, or says markup=False to its base."""
    for cls in OURS:
        if any(base.__name__ in ("Static", "Label", "Button") for base in cls.__bases__):
            source = inspect.getsource(cls)
            updates = re.findall(r"self\.update\((\w+)", source)
            assert "markup=False" in source or all(name == "Content" for name in updates), cls


# Styles


def test_every_stylesheet_is_shipped_and_used() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["sources"]["styles"] == "wbtui/styles"
    from wbtui.ui.stylesheets import stylesheets

    assert sorted(Path(path).name for path in stylesheets()) == sorted(p.name for p in (ROOT / "styles").iterdir())
