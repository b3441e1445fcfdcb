"""Tests of the conversion of terminal bytes into messages, and of the shutdown."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import stat
import termios
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key, Paste
from textual.message import Message

from wbtui.ui.terminal import shutdown
from wbtui.ui.terminal.app import CrashError, TerminalApp
from wbtui.ui.terminal.driver import PASTE_SILENCE_SECONDS, TerminalInput
from wbtui.ui.terminal.shutdown import OrderlyExit


def plain(messages: Iterator[Message]) -> list[str]:
    """Return characters and key names as text, with pastes in angle brackets."""
    return [
        f"<{m.text}>"
        if isinstance(m, Paste)
        else (m.character or m.key)
        if isinstance(m, Key)
        else type(m).__name__
        for m in messages
    ]


def typed(data: bytes, cuts: list[int]) -> list[str]:
    source, out, start = TerminalInput(), [], 0
    for cut in [*sorted(cut % (len(data) + 1) for cut in cuts), len(data)]:
        out += plain(source.feed(data[start:cut]))
        start = cut
    return out


PIECES = [b"\x1b", b"[", b"200~", b"201~", b"\x1b[200~", b"\x1b[201~", b"\x1b[<0;1;1M", b"\x1b[48;1;1;0;0t"]
PIECES += [b"\x1b[99999999999u", b"\x1b[1:2:3;5u", b"\x1b[-1;2R", b"\x1b[M\x00\x00\x00", b"\x00", b"\xff", b"a"]
HOSTILE_BYTES = st.lists(st.sampled_from(PIECES) | st.binary(max_size=8), max_size=12).map(b"".join)


@given(HOSTILE_BYTES, st.lists(st.integers(0, 99), max_size=3))
def test_nothing_that_a_terminal_sends_raises(data: bytes, cuts: list[int]) -> None:
    source = TerminalInput()
    for piece in [data[: len(data) // 2], data[len(data) // 2 :]]:
        list(source.feed(piece))
        list(source.idle())
    typed(data, cuts)


@given(st.text(), st.text("ab", max_size=3), st.text("cd", max_size=3), st.lists(st.integers(0, 99), max_size=4))
def test_a_paste_is_one_event_however_its_bytes_are_split(
    text: str, before: str, after: str, cuts: list[int]
) -> None:
    pasted = text.encode("utf-8", "replace").replace(b"\x1b[201~", b"")
    want = pasted.decode("utf-8", "replace")
    data = before.encode() + b"\x1b[200~" + pasted + b"\x1b[201~" + after.encode()
    assert typed(data, cuts) == [*before, *([f"<{want}>"] if want else []), *after]


def test_escape_before_a_paste_is_a_separate_key() -> None:
    assert typed(b"a\x1b\x1b[200~b\x1b[201~c", []) == ["a", "\x1b", "<b>", "c"]


def test_escape_alone_is_a_key_after_a_while() -> None:
    source = TerminalInput()
    assert plain(source.feed(b"\x1b")) == []
    assert source.patience < 0.1
    assert plain(source.idle()) == []
    time.sleep(0.12)
    assert plain(source.idle()) == ["\x1b"]


def test_a_paste_without_an_end_mark_ends_after_a_silence() -> None:
    now = [0.0]
    source = TerminalInput(lambda: now[0])
    assert plain(source.feed(b"a\x1b[200~bc\x1b[2")) == ["a"]
    now[0] += PASTE_SILENCE_SECONDS - 0.1
    assert plain(source.idle()) == []
    assert plain(source.feed(b"")) == []
    now[0] += PASTE_SILENCE_SECONDS
    assert plain(source.idle()) == ["<bc>"]
    assert plain(source.feed(b"d")) == ["d"]


def test_a_window_of_0_pixels_costs_one_mouse_event_at_most() -> None:
    assert typed(b"a\x1b[48;10;40;0;0t\x1b[<0;3;2Mb\x1b[<0;3;2mc", []) == ["a", "Resize", "b", "MouseUp", "c"]


# --- Shutdown

HANDLED = (signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)


class Exit:
    """Records the calls that an OrderlyExit makes, in order."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.died = threading.Event()

    def flush(self, seconds: float) -> bool:
        self.calls.append(f"flush {seconds:g}")
        return True

    def leave(self, status: int) -> None:
        self.calls.append(f"leave {status}")

    def die(self, status: int) -> None:
        self.calls.append(f"die {status}")
        self.died.set()

    def wait(self, last: str) -> None:
        deadline = time.monotonic() + 30
        while last not in self.calls:
            assert time.monotonic() < deadline, self.calls
            time.sleep(0.005)


@pytest.fixture
def pair() -> Iterator[tuple[int, int]]:
    master, slave = os.openpty()
    yield master, slave
    for fd in (master, slave):
        with contextlib.suppress(OSError):
            os.close(fd)


def test_a_signal_saves_first_and_the_handlers_come_back(pair: tuple[int, int]) -> None:
    before = [
        signal.getsignal(number) for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)
    ]
    calls = Exit()
    with OrderlyExit(calls.flush, calls.leave, terminal=pair[1], screen=pair[1], die=calls.die) as way_out:
        signal.raise_signal(signal.SIGQUIT)
        calls.wait("leave 131")
    assert way_out.status == 131
    assert calls.calls == ["flush 5", "leave 131"]
    assert before == [signal.getsignal(number) for number in HANDLED]


def test_without_a_signal_nothing_happens(pair: tuple[int, int]) -> None:
    calls = Exit()
    threads = threading.active_count()
    with OrderlyExit(calls.flush, calls.leave, terminal=pair[1], screen=pair[1], die=calls.die) as way_out:
        pass
    assert (way_out.status, calls.calls, threading.active_count()) == (None, [], threads)


def test_a_closed_terminal_is_a_hang_up(pair: tuple[int, int]) -> None:
    calls = Exit()
    with OrderlyExit(calls.flush, calls.leave, terminal=pair[1], screen=pair[1], die=calls.die):
        os.close(pair[0])
        calls.wait("leave 129")
    signal.raise_signal(signal.SIGHUP)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def test_an_app_that_does_not_leave_is_ended_and_the_terminal_reset(
    pair: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutdown, "GRACE_SECONDS", 0.02)
    calls, (master, slave) = Exit(), pair
    with OrderlyExit(calls.flush, calls.leave, terminal=slave, screen=slave, die=calls.die):
        raw = termios.tcgetattr(slave)
        raw[3] &= ~termios.ECHO
        termios.tcsetattr(slave, termios.TCSANOW, raw)
        signal.raise_signal(signal.SIGTERM)
        assert calls.died.wait(3)
    assert calls.calls == ["flush 5", "leave 143", "die 143"]
    assert termios.tcgetattr(slave)[3] & termios.ECHO
    assert b"\x1b[?1049l\x1b[?25h" in os.read(master, 4096)


def test_a_frozen_terminal_or_a_failing_save_cannot_prevent_the_exit(
    pair: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutdown, "GRACE_SECONDS", 0.02)
    monkeypatch.setattr(threading, "excepthook", lambda _args: None)
    calls, (_, slave) = Exit(), pair
    os.set_blocking(slave, False)
    try:
        while os.write(slave, b"x" * 4096):
            pass
    except BlockingIOError:
        os.set_blocking(slave, True)

    def fail(_seconds: float) -> bool:
        raise OSError("disk gone")

    with OrderlyExit(fail, calls.leave, terminal=slave, screen=slave, die=calls.die):
        signal.raise_signal(signal.SIGTERM)
        assert calls.died.wait(3)


class Slow(TerminalApp):
    """An app that gets a signal before it has taken over the terminal."""

    shown = False

    def __init__(self) -> None:
        super().__init__(before_shown=self.is_told)

    async def is_told(self) -> None:
        await asyncio.to_thread(self.leave, 143)
        await asyncio.sleep(0)

    def on_mount(self) -> None:
        self.shown = True


def test_a_signal_during_the_start_ends_the_app() -> None:
    app = Slow()
    app.run(headless=True)
    assert (app.return_code, app.shown) == (143, False)


# --- Crashes


def test_the_crash_log_has_no_answers_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    app = TerminalApp(crash_log=tmp_path / "crash.log")

    def fail(secret: str) -> None:
        raise ValueError(len(secret))

    for secret in ("zebra", "zebra"):
        try:
            fail(secret + " in the answer")
        except ValueError as error:
            app.log_crash(error)
    log = (tmp_path / "crash.log").read_text(encoding="utf-8")
    assert log.count("ValueError: 19") == 2
    assert "zebra in" not in log
    assert stat.S_IMODE((tmp_path / "crash.log").stat().st_mode) == 0o600


def test_an_unwritable_crash_log_does_not_crash_again(tmp_path: Path) -> None:
    TerminalApp(crash_log=tmp_path / "none" / "crash.log").log_crash(ValueError())
    TerminalApp().log_crash(ValueError())


def test_the_last_words_are_never_markup() -> None:
    assert CrashError("saved in /tmp/[/x].toml").__rich__().plain == "saved in /tmp/[/x].toml"
