"""Tests of keys that are not text, and of characters that consist of several code points."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ui.driver import LARGE, SMALL, House, Room
from textual.events import Key, Paste
from wcwidth import iter_graphemes

from wbtui.ui.terminal.driver import TerminalInput
from wbtui.ui.widgets.bars import SectionBar
from wbtui.ui.widgets.graphemes import cluster_after, cluster_around, cluster_before

FAMILY, FLAG, ACCENT, HANGUL, HINDI = "👩‍👩‍👧", "🇩🇪", "e\u0301", "\u1112\u1161\u11ab", "क्षि"
THAI, KEYCAP, SKIN, TAMIL = "นี้", "2\ufe0f\u20e3", "👍🏽", "நி"
CLUSTERS = [FAMILY, FLAG, ACCENT, HANGUL, HINDI, THAI, KEYCAP, SKIN, TAMIL, "a", "東", "é", "🏴‍☠️"]


def keys(data: bytes) -> list[Key]:
    source = TerminalInput()
    found = [*source.feed(data), *source.idle()]
    return [message for message in found if isinstance(message, Key)]


async def sent(room: Room, data: str) -> None:
    for key in keys(data.encode()):
        room.app.post_message(key)
    await room.settle()


# Keys


@pytest.mark.fault("R16")
async def test_a_key_with_alt_types_nothing(house: House) -> None:
    async with house.room() as room:
        await room.type("Parents")
        for data in (*(f"\x1b{character}" for character in "dAqé1-] 東"), "\x1b[100;3u", "\x1b[27;3;100~"):
            await sent(room, data)
            assert room.answer("customer.who") == "Parents", data


@pytest.mark.fault("R16")
async def test_a_key_with_alt_chooses_nothing_in_the_menu(house: House) -> None:
    async with house.room() as room:
        await room.press("ctrl+g")
        menu = room.screen
        for character in "dK1é":
            room.app.post_message(Key(f"alt+{character}", character))
            await room.settle()
            assert room.screen is menu, character


@pytest.mark.parametrize(
    ("data", "want"),
    [
        ("\x1b[27;2;65~", ["A"]),
        ("\x1b[27;5;106~", ["ctrl+j"]),
        ("\x1bb", ["ctrl+left"]),
        ("\x1b[1;3B", ["alt+down"]),
        ("a\x1b[200~\x1bd\x1b[201~b", ["a", "b"]),
        ("\x1b[100;3;229u", ["å"]),
    ],
)
def test_other_keys_are_unchanged(data: str, want: list[str]) -> None:
    assert [key.character if key.is_printable else key.key for key in keys(data.encode())] == want


@pytest.mark.fault("R23")
async def test_a_line_end_without_paste_marks_is_enter(house: House) -> None:
    async with house.room() as room:
        for data, want in (
            ("One\nTwo", "One\nTwo"),
            ("One\rTwo", "One\nTwo"),
            ("One\r\nTwo\r\n\r\n", "One\nTwo\n\n"),
            ("One\n\nTwo\n", "One\n\nTwo\n"),
            ("One\x1b[106;5uTwo", "One\nTwo"),
        ):
            await sent(room, data)
            assert room.answer("customer.who") == want, data
            await room.erase()


@pytest.mark.fault("R23")
def test_a_line_end_that_comes_in_two_pieces_is_one_key() -> None:
    source = TerminalInput()
    found = [key for piece in (b"a\r", b"\nb") for key in source.feed(piece)]
    assert [key.key for key in found if isinstance(key, Key)] == ["a", "enter", "b"]


@pytest.mark.fault("R23")
async def test_ctrl_j_is_enter_wherever_enter_works(house: House) -> None:
    async with house.room() as room:
        await room.press("ctrl+l")
        await room.type("Later")
        await sent(room, "\n")
        assert room.screen is room.stage
        assert room.toasts == ["Parked “Later” · 1 in the parking lot"]


# Clusters


@pytest.mark.fault("R21")
async def test_backspace_delete_and_arrows_take_a_whole_cluster(house: House) -> None:
    async with house.room() as room:
        for cluster in CLUSTERS:
            room.wait(Paste(f"A{cluster}B"))
            await room.press("left", "backspace")
            assert room.answer("customer.who") == "AB", cluster
            room.wait(Paste(cluster))
            await room.press("left", "delete")
            assert room.answer("customer.who") == "AB", cluster
            room.wait(Paste(cluster))
            await room.press("home", "right", "right", "X")
            assert room.answer("customer.who") == f"A{cluster}XB"
            await room.press("left", "left", "Y")
            assert room.answer("customer.who") == f"AY{cluster}XB"
            await room.press("shift+right")
            assert room.field("who").selected_text == cluster
            await room.press("left", "end", "left", "left", "shift+left")
            assert room.field("who").selected_text == cluster
            await room.erase()


@pytest.mark.fault("R21")
async def test_no_other_move_ends_inside_a_cluster(house: House) -> None:
    moves = ["ctrl+home", *["ctrl+right"] * 9, *["ctrl+left"] * 9, *["up", "right", "up", "right"] * 3]
    async with house.room() as room:
        area = room.field("who")
        carets: list[tuple[int, int]] = []
        room.app.watch(area, "selection", lambda: carets.append(area.caret), init=False)
        for cluster in CLUSTERS:
            await room.paste(f"ab{cluster}{cluster} c{cluster}d\n{cluster * 3}\nabcdefgh")
            lines = area.text.split("\n")
            carets.clear()
            await room.press(*moves)
            assert len(carets) > 15, "every move is seen"
            inside = [(row, column) for row, column in carets if column != cluster_around(lines[row], column)]
            assert inside == [], cluster
            await room.press("ctrl+home", "ctrl+f")
            rest = list(iter_graphemes(room.answer("customer.who")))
            assert "".join(rest) == room.answer("customer.who")
            assert set(rest) <= set(iter_graphemes(f"ab{cluster}{cluster} c{cluster}d\nefgh")), cluster
            await room.erase()


@given(st.lists(st.sampled_from([*CLUSTERS, "\u200d", "\u0301", "x"]), max_size=8).map("".join))
def test_clusters_are_those_of_unicode(line: str) -> None:
    starts, at = [0], 0
    for cluster in iter_graphemes(line):
        starts.append(at := at + len(cluster))
    for column in range(len(line) + 1):
        assert cluster_around(line, column) == max(start for start in starts if start <= column)
        assert cluster_before(line, column) == max((start for start in starts if start < column), default=0)
        assert cluster_after(line, column) == min((start for start in starts if start > column), default=len(line))


def test_a_line_without_combining_characters_needs_no_tables() -> None:
    line = "Prix : 10 € für Ärzte, naïve".replace("€", "EUR")
    assert [cluster_after(line, n) for n in range(len(line))] == [n + 1 for n in range(len(line))]
    assert [cluster_before(line, n + 1) for n in range(len(line))] == [*range(len(line))]


# Sizes


NARROW = [(10, 100), (11, 24), (1, 1), (3, 3), (2, 40), (20, 5), (0, 0), (4, 1)]
SCREENS = [(), ("ctrl+g", "="), ("f8",), ("ctrl+l",), ("f1",), ("ctrl+g",), ("f12",), ("ctrl+g", "V")]
"""Keys that open a screen over the stage."""


@pytest.mark.fault("XC1")
@pytest.mark.fault("XC2")
async def test_no_size_of_the_terminal_ends_the_program(house: House) -> None:
    await survives(house, SCREENS[1:], [(10, 100), (1, 1), (20, 5), (0, 0), SMALL])
    await survives(house, SCREENS[:1], [*NARROW, (300, 100), *NARROW, LARGE])


@pytest.mark.slow
async def test_no_size_of_the_terminal_ends_any_screen(house: House) -> None:
    await survives(house, SCREENS, [*NARROW, LARGE, (300, 100), (20, 5)])


async def survives(house: House, screens: list[tuple[str, ...]], sizes: list[tuple[int, int]]) -> None:
    async with house.room() as room:
        for opening in screens:
            await room.press(*opening)
            assert bool(opening) is (room.screen is not room.stage), opening
            for size in sizes:
                await room.pilot.resize_terminal(*size)
                await room.settle()
                assert room.app.is_running, (opening, size)
                room.shown()
            await room.press(*["escape"] * bool(opening))
            assert room.screen is room.stage


@pytest.mark.fault("XC1")
async def test_a_placeholder_is_drawn_at_any_width(house: House) -> None:
    async with house.room() as room:
        area = room.field("who")
        for width in range(4):
            area.styles.width = width
            await room.settle()
            assert room.app.is_running, width
            assert not area.text
            await room.type("a")
            assert room.answer("customer.who") == "a"
            await room.press("backspace")


@pytest.mark.fault("XC2")
async def test_a_section_bar_is_drawn_with_any_titles(house: House) -> None:
    async with house.room(at="decision") as room:
        bar = room.stage.query_one(SectionBar)
        for titles, current in product([(), ("One",), ("One", "Two", "Three")], [-1, 0, 2, 7]):
            bar.titles, bar.current = titles, current
            assert str(bar.render()).split() == [*titles], current
