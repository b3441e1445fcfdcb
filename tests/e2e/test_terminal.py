"""Tests of the interface in a real pseudo-terminal: input, its order, and the exit."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import stat
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.e2e.terminal import Terminal

from wbtui.core.text import clean

pytestmark = pytest.mark.terminal
ROOT = Path(__file__).parents[2]
SECRET = "zebra in the answer"


class Demo:
    """The demo app in a terminal, with the file that it saves to."""

    def __init__(self, terminal: Terminal, folder: Path) -> None:
        self.terminal = terminal
        self.file = folder / "answers.json"
        self.log = folder / "crash.log"

    def saved(self) -> Mapping[str, str] | None:
        return json.loads(self.file.read_text(encoding="utf-8")) if self.file.exists() else None

    def expect(self, timeout: float = 30, **answers: str) -> None:
        self.terminal.wait_for(lambda: self.saved() == answers, timeout)


@contextmanager
def demo(
    folder: Path,
    *options: str,
    prefix: tuple[str, ...] = (),
    size: tuple[int, int] = (40, 10),
    controlling: bool = True,
) -> Iterator[Demo]:
    program = [*prefix, sys.executable, "-m", "tests.e2e.demo_app"]
    argv = [*program, str(folder / "answers.json"), str(folder / "crash.log"), *options]
    env = {"PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]), "TEXTUAL_ANIMATIONS": "none"}
    with Terminal(argv, env=env, cwd=ROOT, size=size, controlling=controlling) as terminal:
        terminal.wait_for("Who [exactly]?")
        yield Demo(terminal, folder)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """Start one demo app for all tests that do not end it."""
    with demo(tmp_path_factory.mktemp("demo"), "--eager") as one:
        yield one


@pytest.fixture
def app(running: Demo) -> Demo:
    running.terminal.press("f8")
    running.expect()
    return running


# --- Input


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (["a", "b", "backspace", "c"], "ac"),
        (["a", "b", "left", "c"], "acb"),
        ([*"ab", "home", "x", "end", "y"], "xaby"),
        ([*"one two", "ctrl+w", *"2", "ctrl+a", *"1 "], "1 one 2"),
        ([*"ab", "ctrl+z", *"c", "enter", *"d", "up", "x"], "cx\nd"),
        ([*"ab", "shift+left", "c"], "ac"),
        ([*"ab", "ctrl+home", "c", "ctrl+end", "d"], "cabd"),
    ],
)
@pytest.mark.parametrize("stalled", [False, True])
def test_keys_sent_in_one_burst_keep_their_order(app: Demo, keys: list[str], text: str, stalled: bool) -> None:
    app.terminal.press(*(["f2"] if stalled else []), *keys)
    app.expect(text=text)


def test_keys_typed_one_by_one_during_a_stall_keep_their_order(app: Demo) -> None:
    app.terminal.press("f2")
    for key in [*"teh", "backspace", "backspace", *"he"]:
        app.terminal.press(key)
        time.sleep(0.05)
    app.expect(text="the")


def test_keys_in_one_burst_reach_the_field_focused_by_then(app: Demo) -> None:
    app.terminal.press("f2", "a", "tab", "b", "enter", "c", "shift+tab", "enter", "d", "down", "e", "up", "f")
    app.expect(text="a\ndf", line="bce")


def test_keys_typed_while_a_screen_is_mounted_reach_that_screen(app: Demo) -> None:
    app.terminal.press("f3", *"abc", "left")
    app.terminal.paste("12")
    app.terminal.press("x")
    app.expect(second="ab12xc")


def test_a_paste_keeps_its_place_between_keys(app: Demo) -> None:
    app.terminal.press("f2", *"ab", "left")
    app.terminal.paste("12")
    app.terminal.press("backspace", "x")
    app.expect(text="a1xb")


def test_a_click_keeps_its_place_between_keys(app: Demo) -> None:
    app.terminal.press("f2", *"ab")
    app.terminal.send("\x1b[<0;1;3M\x1b[<0;1;3m")
    app.terminal.press(*"cd")
    app.expect(text="ab", line="cd")


@pytest.mark.parametrize(
    "text", ["prix 10\u00a0€", "東京\u3000タワー", "می\u200cخواهم", "👩\u200d🚒", "so\u00adft", "\ue000"]
)
def test_invisible_characters_are_kept(app: Demo, text: str) -> None:
    app.terminal.send(text)
    app.expect(text=text)


@pytest.mark.parametrize("bad", [b"\xff", b"\xe9", b"\xed\xa0\x80", b"\xc0\x80", b"\xf8\x88\x80\x80\x80"])
def test_invalid_bytes_become_replacement_characters(app: Demo, bad: bytes) -> None:
    app.terminal.send(b"a" + bad + b"b")
    app.expect(text="a" + bad.decode(errors="replace") + "b")


@pytest.mark.parametrize(
    "pasted",
    ["x\x1b[1m y\r\nz", "x\x1b]52;c;SEVM\x07y", "\x1bOQ\x1a\x11\x1b[17~", "a\x1b[200~b\x1b", "[/] [b]{x}\\", ""],
)
def test_a_paste_never_becomes_keys(app: Demo, pasted: str) -> None:
    app.terminal.press("a", "b", "left")
    app.terminal.paste(pasted)
    app.terminal.press("c")
    app.expect(text=f"a{clean(pasted)}cb")


def test_a_paste_without_an_end_mark_ends_after_a_silence(app: Demo) -> None:
    app.terminal.send("a\x1b[200~b\x1b[1mc\x1b[20")
    app.expect(text="abc")
    app.terminal.send("d")
    app.expect(text="abcd")


def test_a_long_paste_arrives_whole_and_a_too_long_one_is_refused(app: Demo) -> None:
    text = "five\nwords of twenty-four \n" * 800
    app.terminal.paste(text)
    app.expect(text=text, timeout=5)
    app.terminal.paste(text)
    app.terminal.wait_for("too long")
    app.expect(text=text)


def test_escape_before_a_paste_is_a_separate_key(app: Demo) -> None:
    app.terminal.press("a", "escape")
    app.terminal.paste("b")
    app.terminal.press("c")
    app.expect(text="abc")


def test_a_mouse_event_in_a_window_of_0_pixels_does_no_harm(app: Demo) -> None:
    app.terminal.send("a\x1b[48;10;40;0;0t\x1b[<0;1;2M\x1b[<0;1;2mb\x1b[99999999999;5uc\x1b[<35;2;2Md")
    app.expect(text="abcd")


def test_keys_that_belong_to_the_screen_reach_it(app: Demo) -> None:
    app.terminal.press("f6")
    app.terminal.wait_for("counted 1")
    app.terminal.press("f7")
    app.terminal.wait_for("counted 2")


WORDS = "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec"


@pytest.mark.parametrize("toggle", ["f12", ""], ids=["three rows", "grows in a scroll container"])
def test_the_word_at_the_caret_is_always_visible(app: Demo, toggle: str) -> None:
    app.terminal.press(*filter(None, [toggle]))
    for word in WORDS.split():
        for end in range(1, len(word) + 1):
            app.terminal.send(word[end - 1])
            app.terminal.wait_for(word[:end], timeout=5)
        app.terminal.send(" ")
    app.terminal.press(*["up"] * 20)
    app.terminal.wait_for("alpha", timeout=5)
    app.terminal.press(*filter(None, [toggle]))


# --- Exit

SIGNALS = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT]


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_signal_saves_resets_the_terminal_and_gives_the_status(tmp_path: Path, number: signal.Signals) -> None:
    with demo(tmp_path) as one:
        one.terminal.send("saved")
        one.terminal.wait_for("saved")
        assert one.saved() is None
        one.terminal.signal(number)
        assert one.terminal.wait_exit(10) == 128 + number
        assert one.saved() == {"text": "saved"}
        assert one.terminal.is_reset()


@pytest.mark.parametrize("flooding", [False, True], ids=["quiet", "flooding"])
@pytest.mark.parametrize(
    ("prefix", "controlling"),
    [((), True), (("sh", "-c", 'trap "" HUP; exec "$@"', "sh"), True), ((), False)],
    ids=["SIGHUP", "SIGHUP ignored", "no controlling terminal"],
)
def test_a_closed_terminal_saves_and_ends_the_program(
    tmp_path: Path, prefix: tuple[str, ...], controlling: bool, flooding: bool
) -> None:
    with demo(tmp_path, prefix=prefix, controlling=controlling) as one:
        one.terminal.press(*"saved", *(["f5"] if flooding else []))
        one.terminal.wait_for("saved")
        one.terminal.hang_up()
        assert one.terminal.wait_exit(10) == 129
        assert one.saved() == {"text": "saved"}


@pytest.mark.slow
def test_a_frozen_terminal_does_not_block_the_exit(tmp_path: Path) -> None:
    with demo(tmp_path) as one:
        one.terminal.press(*"saved", "f5")
        one.terminal.wait_for("saved")
        one.terminal.freeze(1.5)
        one.terminal.signal(signal.SIGTERM)
        assert one.terminal.wait_exit_unread(8) == 143
        assert one.saved() == {"text": "saved"}


@pytest.mark.parametrize("key", ["f4", "f9"])
def test_a_crash_prints_one_sentence_and_logs_no_values(tmp_path: Path, key: str) -> None:
    with demo(tmp_path, size=(100, 10)) as one:
        one.terminal.press(*SECRET)
        one.terminal.wait_for(SECRET)
        before = len(one.terminal.raw)
        one.terminal.press(key)
        assert one.terminal.wait_exit() == 1
        assert one.saved() == {"text": SECRET}
        assert one.terminal.is_reset()
        after = one.terminal.raw[before:].rpartition(b"\x1b[?1049l")[2].decode()
        assert "Your work is saved in" in one.terminal.text
        assert "Traceback" not in after
        assert "zebra" not in after
        log = one.log.read_text(encoding="utf-8")
        assert "Traceback (most recent call last)" in log
        assert "demo_app.py" in log
        assert "zebra" not in log
        assert stat.S_IMODE(one.log.stat().st_mode) == 0o600


@pytest.mark.parametrize("late", ["\x03", "\x13"], ids=["ctrl+c", "ctrl+s"])
def test_a_late_key_neither_changes_the_exit_status_nor_blocks_the_exit(tmp_path: Path, late: str) -> None:
    with demo(tmp_path) as one:
        one.terminal.send("last words\x11")
        end = time.monotonic() + 10
        with contextlib.suppress(OSError):
            # Once the terminal is as it was before, its Ctrl+C discards what the test has not read yet.
            while one.terminal.process.poll() is None and one.terminal.is_taken and time.monotonic() < end:
                one.terminal.send(late)
                time.sleep(0.001)
        assert one.terminal.wait_exit() == 0
        assert one.saved() == {"text": "last words"}
        assert "Goodbye." in one.terminal.text
        assert one.terminal.is_reset()


def test_leaving_by_key_is_status_0(tmp_path: Path) -> None:
    with demo(tmp_path) as one:
        one.terminal.send("last words\x11")
        assert one.terminal.wait_exit() == 0
        assert one.saved() == {"text": "last words"}
        assert one.terminal.is_reset()
