"""One run of the program in a terminal: actions on it, and the checks that must hold after any of them."""

from __future__ import annotations

import random
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from tests.e2e.terminal import Terminal

from torture.common import Machine, Tally
from torture.kills import shown, story, type_for
from torture.processes import cpu_seconds, in_session, is_stopped
from wbtui.core.errors import SessionError
from wbtui.core.place import Place
from wbtui.storage.session_file import codec

WHO = Place("customer", "who")
MORE = " in Leeds"
MAX_END_SECONDS = 8.0
"""The maximum time from the event to the end of the program; also the timeout of `until`."""
MAX_CPU_SECONDS = 2.0
"""The maximum processor time from the event to the end of the program."""
MAX_IDLE_SHARE = 0.1
"""The maximum share of a core that an idle program may use."""


class Case:
    """Holds the program in a terminal, the text typed there, and the length of text that must not be lost."""

    def __init__(self, name: str, place: Machine, terminal: Terminal, tally: Tally) -> None:
        self.name = name
        self.place = place
        self.terminal = terminal
        self.tally = tally
        self.typed = ""
        self.seen = 0
        """The number of typed characters seen on the screen; if the terminal is frozen, in the file."""
        self.frozen = self.vanished = False

    def expect(self, good: object, fault: str) -> None:
        self.tally.expect(good, f"{self.name}: {fault}")

    def in_file(self) -> str:
        try:
            return codec.read(self.place.path.read_bytes()).session.text(WHO)
        except (SessionError, OSError) as error:
            return f"no file: {error}"

    # Actions

    def type(self, text: str) -> None:
        self.terminal.send(text.replace("\n", "\r"))
        self.see(text)

    def see(self, text: str) -> None:
        """Add a text that was sent to `typed`, and wait until it is on the screen."""
        self.typed += text
        self.terminal.wait_for(self.typed.rstrip().rpartition("\n")[2])
        self.seen = len(self.typed)

    def flood(self) -> None:
        """Type faster than the program draws, and set `seen` to what it has drawn by then."""
        text = story(40)
        sent = type_for(self.terminal, text, random.Random(1), 0.6)
        self.seen = shown(self.terminal.screen, text)
        self.typed = text[: sent + 200]
        self.terminal.send(self.typed[sent:].replace("\n", "\r"))

    def freeze(self) -> None:
        """Stop reading from the terminal, type until its buffer is full, and wait until all text is saved."""
        self.frozen = True
        for at in range(0, len(text := "\n" + story(24)), 8):
            self.terminal.send_unread(text[at : at + 8].replace("\n", "\r"))
            time.sleep(0.02)
        self.typed += text
        self.until(lambda: self.in_file() == self.typed, "typed at a frozen terminal, it is not saved")
        self.seen = len(self.typed)

    def until(self, condition: Callable[[], bool], fault: str) -> None:
        """Wait for a condition without reading from the terminal; fail with `fault` after `MAX_END_SECONDS`."""
        end = time.monotonic() + MAX_END_SECONDS
        while not condition():
            assert time.monotonic() < end, fault
            time.sleep(0.02)

    def stop(self, number: signal.Signals) -> None:
        self.terminal.signal(number)
        self.terminal.wait_for(lambda: is_stopped(self.terminal.process.pid), MAX_END_SECONDS)

    def hang_up(self) -> None:
        self.vanished = True
        self.terminal.hang_up()

    # Checks

    @contextmanager
    def ends(self, status: int) -> Iterator[None]:
        """Check that the block ends the program with `status`, in time, and leaves no process or terminal mode."""
        pid = self.terminal.process.pid
        used, others, begun = cpu_seconds(pid), _of_children(), time.monotonic()
        yield
        wait = self.terminal.wait_exit_unread if self.frozen else self.terminal.wait_exit
        ended_with = wait(MAX_END_SECONDS)
        seconds, spent = time.monotonic() - begun, _of_children() - others - used
        self._most("ms to the end at most", seconds)
        self._most("ms of processor time at most", spent)
        self.expect(ended_with == status, f"it ends with {ended_with} instead of {status}")
        self.expect(seconds < MAX_END_SECONDS, f"it takes {seconds:.1f} s to end")
        self.expect(spent < MAX_CPU_SECONDS, f"it takes {spent:.1f} s of processor time to end")
        self.until(lambda: not in_session(pid), "it leaves processes behind")
        self._read_rest()
        self.expect(self.vanished or self.terminal.is_reset(), "it leaves the terminal changed")
        self.expect(self.in_file() == self.kept(), "what is kept is not all in the file")

    def lives(self) -> None:
        """Check that the program idles, still accepts typing, and loses nothing when it is killed after that."""
        self.idles()
        self.type(MORE)
        self.terminal.signal(signal.SIGKILL)
        self.terminal.wait_exit()
        self.kept()

    def idles(self) -> None:
        self.until(lambda: self.in_file() == self.typed, "it is not saved")
        used, end = cpu_seconds(self.terminal.process.pid), time.monotonic() + 1
        while time.monotonic() < end:
            self._read_rest()
            time.sleep(0.02)
        share = cpu_seconds(self.terminal.process.pid) - used
        self._most("% of a core idle at most", share / 10)
        self.expect(share < MAX_IDLE_SHARE, f"it takes {share:.0%} of a core when idle")

    def kept(self) -> str:
        """Reopen the session and return its text, after checking it against `typed` and `seen`."""
        with closing(self.place.open()) as opened:
            kept = opened.found.text(WHO)
        self.expect(self.typed.startswith(kept), f"{self.typed!r} became {kept!r}")
        self.expect(len(kept) >= self.seen, f"{self.seen} characters were there, {len(kept)} are kept")
        return kept

    def _read_rest(self) -> None:
        if not (self.frozen and self.terminal.process.poll() is None):
            _ = self.terminal.screen

    def _most(self, what: str, seconds: float) -> None:
        self.tally.notes[what] = max(self.tally.notes.get(what, 0), round(seconds * 1000))


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
