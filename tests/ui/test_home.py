"""Tests of the home screen and its commands."""

from __future__ import annotations

import asyncio
import threading
import tomllib
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from tests.ui.driver import BOTH, LARGE, MORNING, PATIENCE_SECONDS, House

from wbtui.core.session import Session
from wbtui.core.workbook.model import Workbook
from wbtui.ui.commands.command import AnyCommand
from wbtui.ui.commands.keys import HOME, WORKSHOP
from wbtui.ui.controllers.export import rendered
from wbtui.ui.screens.confirm import Confirm
from wbtui.ui.screens.file_picker import FilePicker
from wbtui.ui.screens.home import HomeScreen
from wbtui.ui.screens.new import NewScreen
from wbtui.ui.screens.stage import StageScreen


def three(house: House) -> list[Path]:
    """Add three sessions; Alpha is the oldest, Gamma the newest."""
    now, paths = house.now, []
    for age, title in ((3, "Alpha"), (2, "Beta"), (1, "Gamma")):
        house.now = now - timedelta(hours=age)
        paths.append(house.add(title))
    house.now = now
    return paths


def titles(house: House) -> list[str]:
    return sorted(listed.title for listed in house.library.sessions())


@pytest.mark.parametrize("size", BOTH)
async def test_an_empty_home_says_the_next_step(house: House, size: tuple[int, int]) -> None:
    async with house.home(size) as room:
        assert room.sees("No sessions yet")
        assert room.sees("Enter  Start one")
        assert room.sees(str(house.sessions)[-20:])
        await room.press("enter")
        assert isinstance(room.screen, NewScreen)
        await room.press("escape", "x", "d", "p", "delete", "u")
        assert isinstance(room.screen, HomeScreen)


@pytest.mark.parametrize("size", BOTH)
async def test_sessions_are_listed_newest_first(house: House, size: tuple[int, int]) -> None:
    three(house)
    async with house.home(size) as room:
        assert room.titles == ["Gamma", "Beta", "Alpha"]
        await room.until(lambda: all("○" in row[-2] for row in room.home_rows))
        assert room.home_rows[2] == ["Alpha", "draft", "Customer", "○○○○○○·○", "3 h ago"]
        assert room.sees("3 sessions")


@pytest.mark.fault("NB10")
async def test_a_pivot_stands_under_the_session_it_came_from(house: House) -> None:
    old, _, new = three(house)
    house.edit(old)
    id_ = tomllib.loads(old.read_text())["id"]
    new.write_text(
        new.read_text().replace('status = "draft"', f'status = "draft"\npivoted_from = "Alpha ({id_})"')
    )
    async with house.home() as room:
        assert room.titles == ["Alpha", "↳ Gamma", "Beta"]
        assert room.rows.highlighted == 1
        assert "Pivot of        Alpha" in room.summary


@pytest.mark.fault("R13")
async def test_two_sessions_of_one_title_are_told_apart_by_their_files(house: House) -> None:
    for _ in range(2):
        house.add("Alpha")
    house.add("Beta")
    async with house.home() as room:
        told = {row[1] for row in room.home_rows if row[0] == "Alpha"}
        assert told == {"alpha.toml", "alpha-2.toml"}
        assert ["Beta", "draft"] in [row[:2] for row in room.home_rows]


async def test_the_selected_session_is_summarised(house: House) -> None:
    three(house)
    async with house.home() as room:
        await room.press("down")
        assert room.summary.startswith("Beta ")
        assert room.sees("▶○ Customer")


async def test_the_summary_of_a_shared_slot_marks_its_stage_and_counts_both_times(house: House) -> None:
    path = house.add("Alpha", agenda="240", at="evidence_check")
    spent = "[clock.spent]\ncustomer = 120\nevidence_check = 540\n\n[clock.planned]"
    path.write_text(path.read_text().replace("[clock.planned]", spent))
    async with house.home() as room:
        (marked,) = [line for line in room.summary.splitlines() if line.startswith("▶")]
        assert marked.split()[:5] == ["▶○", "Customer", "0/5", "11", "min"]


@pytest.mark.fault("NA15")
@pytest.mark.parametrize(
    ("picture", "visuals"),
    [
        ("", ["·", "Visuals", "optional"]),
        ('title = "Stall at night"', ["○", "Visuals", "0/1"]),
        ('title = "Stall at night"\nkind = "journey"', ["✓", "Visuals", "1/1"]),
    ],
)
async def test_optional_stage_is_counted_once_something_is_in_it(
    house: House, picture: str, visuals: list[str]
) -> None:
    path = house.add("Alpha")
    if picture:
        path.write_text(f'{path.read_text()}\n[[stages.visuals.visuals]]\nid = "v1"\n{picture}\n')
    async with house.home() as room:
        assert visuals in [line.split() for line in room.summary.splitlines()]


async def test_the_footer_always_shows_help_and_the_way_out(house: House) -> None:
    async with house.home() as room:
        assert room.shown()[-1].rstrip().endswith("F1 help ^q quit")


async def test_the_filter_narrows_the_list_while_it_is_typed(house: House) -> None:
    three(house)
    async with house.home() as room:
        await room.press("slash")
        await room.type("ET")
        assert room.titles == ["Beta"]
        await room.press("enter", "enter")
        assert room.session.title == "Beta"


async def test_escape_shows_all_again_and_keeps_the_selection(house: House) -> None:
    three(house)
    async with house.home() as room:
        await room.press("slash")
        await room.type("alpha")
        await room.press("escape")
        assert len(room.row_texts) == 3
        assert room.rows.highlighted == 2


async def test_letters_typed_into_the_filter_run_no_commands(house: House) -> None:
    three(house)
    async with house.home() as room:
        await room.press("slash")
        await room.type("nedxpqu?")
        assert isinstance(room.screen, HomeScreen)
        assert room.sees("No match.")


async def test_a_new_session_takes_two_keys(house: House) -> None:
    async with house.home() as room:
        await room.press("n", "enter")
        assert isinstance(room.screen, StageScreen)
        assert room.session.title == "Workshop of 23 November 2026"
        assert room.session.agenda == "90"
        assert room.session.created == MORNING
        assert room.path.exists()


async def test_a_new_session_has_all_facts_of_the_form(house: House) -> None:
    async with house.home(LARGE) as room:
        await room.press("n")
        await room.type("Night bus")
        await room.press("tab", "left")
        assert room.sees("60-minute sprint")
        await room.press("tab")
        await room.paste("Ada, facilitator\nGrace Hopper\n, nobody\nZoë, decider")
        await room.press("tab")
        await room.type("10:30")
        await room.press("ctrl+s")
        assert room.session.title == "Night bus"
        assert room.session.agenda == "60"
        assert room.session.clock.starts == MORNING.replace(hour=10, minute=30)
        people = [(person.name, person.role) for person in room.session.people]
        assert people == [("Ada", "facilitator"), ("Grace Hopper", ""), ("Zoë", "decider")]
        assert room.sees("60 min, until 11:30")


async def test_a_planned_end_gives_the_start(house: House) -> None:
    async with house.home() as room:
        await room.press("n", *["tab"] * 4)
        await room.type("12.00")
        await room.press("enter")
        assert room.session.clock.starts == MORNING.replace(hour=10, minute=30)


async def test_a_start_in_the_past_is_planned_for_tomorrow(house: House) -> None:
    async with house.home() as room:
        await room.press("n", *["tab"] * 3)
        await room.type("7")
        await room.press("enter")
        assert room.session.clock.starts == MORNING.replace(day=24, hour=7)


async def test_an_invalid_time_is_refused(house: House) -> None:
    async with house.home() as room:
        await room.press("n", "tab", "tab")
        for text in ("soon", "25:00", "9:60", "-1", "9:00:00", "09:00 am", "²"):
            before = len(room.toasts)
            await room.write("start", text)
            await room.press("enter")
            assert isinstance(room.screen, NewScreen), text
            assert room.toasts[before:] == ["Which time? Write it like this: 09:00"]


async def test_new_sessions_of_the_same_title_get_files_of_their_own(house: House) -> None:
    async with house.home() as room:
        for _ in range(2):
            await room.press("n", "enter")
            await room.press("ctrl+q")
        assert isinstance(room.screen, HomeScreen)
        assert len(room.row_texts) == 2


async def test_open_and_leave_come_back_to_the_same_row(house: House) -> None:
    three(house)
    async with house.home() as room:
        await room.press("down", "enter")
        assert room.session.title == "Beta"
        await room.press("ctrl+q")
        assert isinstance(room.screen, HomeScreen)
        assert room.app.desk is None
        assert room.rows.highlighted == 1


async def test_a_session_that_was_written_in_is_the_newest(house: House) -> None:
    paths = three(house)
    async with house.home() as room:
        await room.press("end", "enter")
        await room.type("Parents")
        await room.press("ctrl+q")
        assert room.titles == ["Alpha", "Gamma", "Beta"]
        assert room.rows.highlighted == 0
    assert tomllib.loads(paths[0].read_text())["stages"]["customer"]["who"].strip() == "Parents"


async def test_duplicate_copies_the_selected_session(house: House) -> None:
    three(house)
    async with house.home() as room:
        await room.press("down", "d")
        assert titles(house) == ["Alpha", "Beta", "Beta (copy)", "Gamma"]
        assert room.titles[room.rows.highlighted] == "Beta (copy)"


async def test_pivot_asks_for_a_title_and_remembers_where_it_came_from(house: House) -> None:
    three(house)
    async with house.home() as room:
        await room.press("p")
        assert room.line.text == "Gamma (pivot)"
        await room.press("escape")
        assert titles(house) == ["Alpha", "Beta", "Gamma"]
        await room.press("p")
        await room.erase()
        await room.type("Delta")
        await room.press("enter")
        assert room.session.title == "Delta"
        assert room.session.pivoted_from.startswith("Gamma (")
        assert room.session.clock.spent == {}


async def test_a_trashed_session_can_be_restored(house: House) -> None:
    three(house)
    async with house.home(LARGE) as room:
        assert "restore" not in room.shown()[-1]
        await room.press("down", "delete")
        assert room.titles == ["Gamma", "Alpha"]
        assert room.toasts == ["Moved to trash"]
        await room.until(lambda: "u restore" in room.shown()[-1])
        await room.press("u", "u")
        await room.until(lambda: "restore" not in room.shown()[-1])
        assert room.titles == ["Gamma", "Beta", "Alpha"]
        assert room.rows.highlighted == 1


async def test_a_failed_restore_does_not_block_the_rest_of_the_trash(house: House) -> None:
    alpha = house.add("Alpha")
    async with house.home() as room:
        await room.press("delete")
        alpha.write_text(house.add("Other").read_text())
        await room.press("u")
        assert "another file has this name now" in room.toasts[-1]
        await room.press("u")
        assert isinstance(room.screen, FilePicker)
        assert room.titles == ["Alpha"]


async def test_sessions_trashed_earlier_can_be_chosen(house: House) -> None:
    for title in ("Alpha", "Beta"):
        house.library.trash(house.add(title))
    async with house.home() as room:
        await room.press("u")
        assert isinstance(room.screen, FilePicker)
        assert {row[0] for row in room.row_texts} == {"Alpha", "Beta"}
        wanted = room.row_texts[1][0]
        await room.press("down", "enter")
        assert titles(house) == [wanted]
        await room.press("u", "enter")
        assert set(titles(house)) == {"Alpha", "Beta"}
        await room.press("u")
        assert room.toasts[-1] == "The trash is empty."


async def test_the_list_shows_errors_below_the_head_of_a_file(house: House) -> None:
    path = house.add("Alpha")
    text = path.read_text()
    wrong = {
        "twice": text.replace("# end", "[stages.x]\n[stages.x]\n# end"),
        "half": f'{text}[stages.x]\nwho = """half',
        "merge": f'{text}[stages.x]\nwho = """\n<<<<<<< a\n=======\n>>>>>>> b\n"""\n',
        "deep": f"{text}x = {'[' * 2000}{']' * 2000}\n",
        "large": f"{text}# {'x' * 9_000_000}\n",
        "cut": text[: text.index("# end")],
    }
    for name, damaged in wrong.items():
        (house.sessions / f"{name}.toml").write_text(damaged)
    async with house.home((120, 40)) as room:
        await room.until(lambda: sum(row[0].startswith("!") for row in room.row_texts) == 5)
        await room.until(lambda: any("may be incomplete" in row[0] for row in room.row_texts))
        said = " ".join(row[0] for row in room.row_texts)
        for words in ("[stages.x] appears twice", "a quote is not closed", "a merge was left unresolved"):
            assert words in said
        for words in ("inside each other", "the file is too large"):
            assert words in said


async def test_the_selection_keeps_its_position_after_trashing(house: House) -> None:
    three(house)
    async with house.home() as room:
        await room.press("down", "delete")
        assert room.rows.highlighted == 1
        await room.press("delete")
        assert room.rows.highlighted == 0
        await room.press("u", "u")
        assert titles(house) == ["Alpha", "Beta", "Gamma"]


async def test_a_failed_restore_is_reported(house: House) -> None:
    paths = three(house)
    async with house.home() as room:
        await room.press("delete")
        paths[2].write_text("another file")
        await room.press("u")
        assert "another file has this name now" in room.toasts[-1]
        paths[2].unlink()
        await room.press("u", "enter")
        assert "Gamma" in titles(house)


async def test_an_example_is_opened_as_a_copy(house: House) -> None:
    before = {path: path.read_bytes() for path in sorted((house.examples or Path()).glob("*.toml"))}
    async with house.home() as room:
        await room.press("e")
        assert isinstance(room.screen, FilePicker)
        assert len(room.row_texts) == 3
        await room.press("down", "enter")
        assert isinstance(room.screen, StageScreen)
        assert room.path.parent == house.sessions
        await room.press("f4")
        await room.saved()
    assert before == {path: path.read_bytes() for path in before}


async def test_without_worked_examples_the_key_that_opens_one_does_nothing(house: House) -> None:
    house.examples = None
    async with house.home() as room:
        await room.press("e")
        assert isinstance(room.screen, HomeScreen)


async def test_unreadable_files_show_the_reason(house: House) -> None:
    house.add("Good")
    (house.sessions / "broken.toml").write_text('format = 1\ntitle = "Half')
    (house.sessions / "noise.toml").write_bytes(b"\xff\xfe\x00[/oops]")
    async with house.home() as room:
        said = {row[0]: row[1] for row in room.home_rows}
        assert set(said) == {"Good", "broken.toml", "noise.toml"}
        assert all(said.values())
        for number, name in enumerate(said):
            await room.press("home", *["down"] * number)
            if name == "Good":
                continue
            assert room.summary.startswith(name)
            before = len(room.toasts)
            for key in ("x", "d", "p"):
                await room.press(key)
                assert isinstance(room.screen, HomeScreen)
            titles = [toast.split(":")[0] for toast in room.toasts[before:]]
            assert titles == ["Not exported", "Not possible"]


async def test_a_file_of_a_newer_format_is_reported_and_left_alone(house: House) -> None:
    house.sessions.mkdir(parents=True)
    path = house.sessions / "newer.toml"
    path.write_text('format = 99\nid = "x"\ntitle = "Newer"\n')
    before = path.read_bytes()
    async with house.home() as room:
        assert "newer version of wbtui" in room.summary
        await room.press("enter")
        assert any("newer version of wbtui" in toast for toast in room.toasts)
        if not isinstance(room.screen, HomeScreen):
            await room.type("abc")
    assert path.read_bytes() == before


async def test_an_unreadable_file_can_be_trashed(house: House) -> None:
    house.sessions.mkdir(parents=True)
    (house.sessions / "broken.toml").write_text("format = ")
    async with house.home() as room:
        await room.press("delete")
        assert room.row_texts == []
        await room.press("u")
        assert len(room.row_texts) == 1


async def test_export_asks_for_a_path_and_reports_it(house: House) -> None:
    house.add("Night Bus")
    async with house.home() as room:
        await room.press("x")
        target = house.sessions / "night-bus.md"
        assert room.line.text == str(target)
        await room.press("enter")
        await room.until(lambda: room.toasts)
        assert room.toasts == [f"Exported to: {target}"]
        assert target.read_text().startswith("# Night Bus")


async def test_an_export_at_home_keeps_the_answers_without_a_field(house: House) -> None:
    path = house.add("Bus")
    text = path.read_text()
    path.write_text(text.replace("# end", '[stages.customer]\nshoe_size = "forty-two"\n\n# end'))
    async with house.home() as room:
        await room.press("x", "enter")
        await room.until(lambda: room.toasts)
        assert "forty-two" in (house.sessions / "bus.md").read_text()


async def test_export_asks_before_it_replaces_a_file(house: House) -> None:
    house.add("Bus")
    target = house.sessions / "bus.md"
    target.write_text("mine")
    async with house.home() as room:
        await room.press("x", "enter")
        await room.until(lambda: isinstance(room.screen, Confirm))
        await room.press("n")
        assert target.read_text() == "mine"
        await room.press("x", "enter")
        await room.until(lambda: isinstance(room.screen, Confirm))
        await room.press("enter")
        assert target.read_text() == "mine"
        await room.press("x", "enter")
        await room.until(lambda: isinstance(room.screen, Confirm))
        await room.press("y")
        await room.until(lambda: room.toasts)
        assert target.read_text().startswith("# Bus")


async def test_a_failed_export_is_reported(house: House) -> None:
    path = house.add("Bus")
    before = path.read_bytes()
    impossible = {
        "{sessions}/bus.toml": "a session is never overwritten",
        "{sessions}": "this is a folder",
        "{sessions}/nowhere/bus.md": "there is no such folder",
        "{sessions}/" + "x" * 300: "Not exported",
        "~nobody-has-this-name/bus.md": "Not exported",
    }
    async with house.home() as room:
        for typed, said in impossible.items():
            await room.press("x")
            await room.erase()
            await room.paste(typed.format(sessions=house.sessions))
            told = len(room.toasts)
            await room.press("enter")
            await room.until(lambda: len(room.toasts) > told)  # noqa: B023
            assert said in room.toasts[-1]
    assert path.read_bytes() == before


async def test_a_slow_export_runs_in_the_background(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program stays usable, and no dialog interrupts another screen."""
    may_go_on = threading.Event()

    def slow(session: Session, workbook: Workbook) -> bytes:
        assert may_go_on.wait(PATIENCE_SECONDS)
        return rendered(session, workbook)

    monkeypatch.setattr("wbtui.ui.controllers.library.rendered", slow)
    house.add("Bus")
    target = house.sessions / "bus.md"
    target.write_text("mine")
    async with house.home() as room:
        await room.press("x", "enter")
        await room.press("enter")
        await room.type("Drivers")
        assert room.answer("customer.who") == "Drivers"
        may_go_on.set()
        await room.until(lambda: room.toasts)
        assert room.toasts == [f"Not exported: {target}: there is already a file with this name"]
        assert room.screen is room.stage
    assert target.read_text() == "mine"


async def test_an_export_ends_with_the_program(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, may_go_on = threading.Event(), threading.Event()

    def slow(session: Session, workbook: Workbook) -> bytes:
        begun.set()
        assert may_go_on.wait(PATIENCE_SECONDS)
        return rendered(session, workbook)

    monkeypatch.setattr("wbtui.ui.controllers.library.rendered", slow)
    house.add("Bus")
    async with house.home() as room:
        await room.press("x", "enter")
        await room.until(begun.is_set)
        await room.press("ctrl+q")
    may_go_on.set()
    assert room.app.return_code == 0
    assert not (house.sessions / "bus.md").exists()


async def test_two_exports_are_written_one_after_the_other(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    may_go_on = threading.Event()

    def slow(session: Session, workbook: Workbook) -> bytes:
        if session.title == "Alpha":
            assert may_go_on.wait(PATIENCE_SECONDS)
        return rendered(session, workbook)

    monkeypatch.setattr("wbtui.ui.controllers.library.rendered", slow)
    three(house)
    async with house.home() as room:
        await room.press("end", "x", "enter", "home", "x", "enter")
        await asyncio.sleep(0.05)
        assert room.toasts == []
        may_go_on.set()
        await room.until(lambda: len(room.toasts) == 2)
        assert [toast.rpartition("/")[2] for toast in room.toasts] == ["alpha.md", "gamma.md"]


async def test_the_theme_is_remembered(house: House) -> None:
    async with house.home() as room:
        await room.press("t")
        chosen = room.app.theme
        await room.until(house.settings.exists)
    async with house.home() as room:
        assert room.app.theme == chosen == "wbtui-light"


async def test_leaving_home_leaves_the_program(house: House) -> None:
    async with house.home() as room:
        await room.press("ctrl+q")
    assert room.app.return_code == 0


async def test_the_summary_is_scrolled_by_keys(house: House) -> None:
    three(house)
    async with house.home((80, 9)) as room:
        summary = room.screen.query_one("#summary")
        await room.press("alt+down")
        assert summary.scroll_offset.y > 0
        assert room.rows.highlighted == 0
        await room.press("alt+up")
        assert summary.scroll_offset.y == 0
        await room.press("alt+down", "down")
        assert summary.scroll_offset.y == 0
        await room.press("slash", *"a b")
        assert summary.scroll_offset.y == 0


@pytest.mark.parametrize("commands", [HOME, WORKSHOP], ids=["home", "workshop"])
def test_no_two_commands_have_a_key_in_common(commands: Sequence[AnyCommand]) -> None:
    letters = [command.letter for command in commands]
    keys = [command.key for command in commands if command.key]
    assert len(set(letters)) == len(letters)
    assert len(set(keys)) == len(keys)


async def test_home_selects_the_session_that_was_just_left(house: House) -> None:
    house.add("Alpha")
    house.later(minutes=1)
    house.add("Beta")
    async with house.home() as room:
        await room.press("n", *"Zulu", "enter")
        await room.press("ctrl+q")
        assert isinstance(room.screen, HomeScreen)
        assert room.screen.selected
        assert room.screen.selected.title == "Zulu"
