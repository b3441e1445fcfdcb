"""Tests of the home commands and of the export."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.controllers.fakes import NOON, WHO, Machine, write
from tests.small_workbook import PATH as SMALL

from wbtui.core.errors import SessionError
from wbtui.core.session import Person
from wbtui.storage.library import Library
from wbtui.storage.workbooks import DEFAULT_WORKBOOK
from wbtui.ui.controllers.export import Export, rendered
from wbtui.ui.controllers.library import LibraryCommands
from wbtui.ui.controllers.questions import NewSession, OneLine, OneOf, Plan, YesOrNo

if TYPE_CHECKING:
    from wbtui.core.listing import Listed

EXAMPLES = Path(__file__).parents[2] / "sessions"


class Rows:
    """A `Listing` of the folder, sorted by name."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.rows: list[Listed] = []
        self.at = 0
        self.load()

    @property
    def selected(self) -> Listed | None:
        return self.rows[self.at] if self.rows else None

    @property
    def beside_selected(self) -> Path | None:
        rest = [row.path for n, row in enumerate(self.rows) if n != self.at]
        return rest[min(self.at, len(rest) - 1)] if rest else None

    def load(self, selected: Path | None = None) -> None:
        self.rows = sorted(self.library.sessions(), key=lambda row: row.path)
        self.at = next((n for n, row in enumerate(self.rows) if row.path == selected), 0)


class Home:
    """The commands of home with their dependencies."""

    def __init__(self, machine: Machine) -> None:
        self.library = Library(machine.library.folder, EXAMPLES)
        self.rows = Rows(self.library)
        self.undisturbed = True
        self.export = Export(machine.host, lambda: lambda: self.undisturbed)
        self.commands = LibraryCommands(
            machine.host, self.library, machine.workbooks, machine.steady.now, self.rows, self.export
        )


async def test_a_new_session_is_created_and_opened(machine: Machine) -> None:
    home = Home(machine)
    starts = NOON + timedelta(hours=1)

    def plan(question: NewSession) -> Plan:
        return Plan("Night Clinic", question.workbook.usual_agenda, (Person("Ada"),), starts)

    machine.host.answers = [plan, plan, None]
    for _ in range(3):
        await home.commands.new()
    first, second = machine.host.shown
    session = machine.on_disk(first)
    assert (session.title, session.people, session.clock.starts) == ("Night Clinic", (Person("Ada"),), starts)
    assert first != second


async def test_with_several_workbooks_one_is_chosen(machine: Machine) -> None:
    home = Home(machine)
    machine.workbooks.user.mkdir()
    (machine.workbooks.user / SMALL.name).write_bytes(SMALL.read_bytes())
    (machine.workbooks.user / "broken.toml").write_text("[[[")

    def pick(name: str) -> object:
        return lambda question: next(pick.path for pick in question.choices if pick.title == name)

    machine.host.answers = [pick(SMALL.stem), None, pick("broken"), None]
    await home.commands.new()
    assert machine.host.question.workbook.id != DEFAULT_WORKBOOK
    await home.commands.new()
    assert machine.host.last.startswith("Not possible: ")
    await home.commands.new()
    assert isinstance(machine.host.question, OneOf)
    assert machine.host.shown == []


async def test_an_example_is_opened_as_a_copy(machine: Machine) -> None:
    home = Home(machine)
    machine.host.answers = [lambda question: question.choices[0].path]
    await home.commands.example()
    assert machine.host.question.title == "Worked examples"
    (copy,) = machine.host.shown
    assert copy.parent == home.library.folder
    example = machine.host.question.choices[0].path
    home.commands.open_own(example)
    assert machine.host.last == "This is your own copy of the worked example."
    assert machine.host.shown[-1].parent == home.library.folder


async def test_open_duplicate_and_pivot(machine: Machine) -> None:
    path = machine.add()
    home = Home(machine)
    home.commands.open()
    home.commands.duplicate()
    assert machine.host.shown == [path]
    assert [row.title for row in home.rows.rows] == ["Pocket Clinic (copy)", "Pocket Clinic"]
    assert home.rows.selected
    assert home.rows.selected.title == "Pocket Clinic (copy)"
    machine.host.answers = ["Second try", None]
    await home.commands.pivot()
    await home.commands.pivot()
    assert machine.host.question == OneLine(
        "Title of the new session",
        "Pocket Clinic (copy) (pivot)",
        "start",
    )
    assert machine.on_disk(machine.host.shown[-1]).pivoted_from.startswith("Pocket Clinic (copy)")


async def test_trash_and_restore(machine: Machine) -> None:
    paths = [machine.add("A"), machine.add("B")]
    home = Home(machine)
    await home.commands.untrash()
    assert machine.host.last == "The trash is empty."
    home.commands.trash()
    assert machine.host.last == "Moved to trash"
    assert [row.path for row in home.rows.rows] == paths[1:]
    await home.commands.untrash()
    assert [row.path for row in home.rows.rows] == paths
    home.commands.trash()
    another_day = Home(machine)
    machine.host.answers = [None, lambda question: question.choices[0].path]
    await another_day.commands.untrash()
    await another_day.commands.untrash()
    assert machine.host.question.title == "Trash"
    assert [row.path for row in another_day.rows.rows] == paths


async def test_open_sessions_are_not_trashed_and_existing_files_not_replaced(machine: Machine) -> None:
    desk = await machine.open()
    home = Home(machine)
    home.commands.trash()
    assert machine.host.last.startswith("Not possible: ")
    machine.opened.remove(desk)
    await desk.close()
    home.commands.trash()
    machine.add()
    await home.commands.untrash()
    assert machine.host.last.startswith("Not possible: ")
    assert machine.host.severities[-1] == "error"


async def test_commands_without_a_selected_session_do_nothing(machine: Machine) -> None:
    home = Home(machine)
    for act in (home.commands.open, home.commands.duplicate, home.commands.trash):
        act()
    for ask in (home.commands.pivot, home.commands.export):
        await ask()
    assert machine.host.told == machine.host.asked == machine.host.shown == []


# Export


async def test_export_asks_for_a_path_and_reports_it(machine: Machine) -> None:
    desk = await machine.open()
    write(desk, "Parents at night")
    await desk.saving.save_now()
    home = Home(machine)
    machine.host.answers = [lambda question: question.text]
    await home.commands.export()
    target = desk.handle.path.with_name("pocket-clinic.md")
    assert machine.host.question == OneLine("Export Markdown to", str(target), "export")
    assert machine.host.last == f"Exported to: {target}"
    assert "Parents at night" in target.read_text()
    assert target.read_bytes() == rendered(desk.workshop.session, machine.workbook)
    assert machine.on_disk(desk.handle.path).text(WHO) == "Parents at night"


@pytest.mark.parametrize(("answer", "text"), [(True, b"new"), (False, b"old"), (None, b"old")])
async def test_export_asks_before_it_replaces_a_file(
    machine: Machine, tmp_path: Path, answer: object, text: bytes
) -> None:
    home = Home(machine)
    target = tmp_path / "x.md"
    target.write_bytes(b"old")
    machine.host.answers = [str(target), answer]
    await home.export.export("x", tmp_path, lambda: b"new")
    assert machine.host.question == YesOrNo("Replace the file?", f"{target} already exists.", "Replace", "Cancel")
    assert target.read_bytes() == text
    assert machine.host.told == ([f"Exported to: {target}"] if answer else [])


async def test_export_opens_no_dialog_over_another_screen(machine: Machine, tmp_path: Path) -> None:
    home = Home(machine)
    target = tmp_path / "x.md"
    target.write_bytes(b"old")

    def path_and_away(_question: OneLine) -> str:
        home.undisturbed = False
        return str(target)

    machine.host.answers = [path_and_away]
    await home.export.export("x", tmp_path, lambda: b"new")
    assert len(machine.host.asked) == 1
    assert machine.host.last == f"Not exported: {target}: there is already a file with this name"


async def test_an_export_that_cannot_be_written_is_not_made(machine: Machine, tmp_path: Path) -> None:
    home = Home(machine)
    session = machine.add()
    for target, said in (
        (session, "a session is never overwritten"),
        (tmp_path / "no" / "x.md", "no such folder"),
    ):
        machine.host.answers.append(str(target))
        await home.export.export("x", tmp_path, lambda: pytest.fail("the document was made"))
        assert said in machine.host.last


async def test_a_failed_export_is_reported(machine: Machine, tmp_path: Path) -> None:
    home = Home(machine)

    def unreadable() -> bytes:
        raise SessionError("file.not_text")

    machine.host.answers = [str(tmp_path / "gone" / "x.md"), str(tmp_path / "y.md"), None]
    await home.export.export("x", tmp_path, lambda: b"new")
    await home.export.export("x", tmp_path, unreadable)
    await home.export.export("x", tmp_path, unreadable)
    assert len(machine.host.told) == 2
    assert all(text.startswith("Not exported: ") for text in machine.host.told)
    machine.add().write_text("[[[")
    home.rows.load()
    await home.commands.export()
    assert machine.host.told[-1].startswith("Not exported: ")


async def test_two_exports_are_written_one_after_the_other(machine: Machine, tmp_path: Path) -> None:
    home = Home(machine)
    going, free = threading.Event(), threading.Event()
    order: list[str] = []

    def slow() -> bytes:
        going.set()
        free.wait(5)
        order.append("slow")
        return b"slow"

    def fast() -> bytes:
        order.append("fast")
        return b"fast"

    machine.host.answers = [str(tmp_path / "1.md"), str(tmp_path / "2.md")]
    first = asyncio.create_task(home.export.export("x", tmp_path, slow))
    await asyncio.to_thread(going.wait, 5)
    second = asyncio.create_task(home.export.export("x", tmp_path, fast))
    await asyncio.sleep(0.05)
    free.set()
    await asyncio.gather(first, second)
    assert order == ["slow", "fast"]
