"""Sends random keys, mouse events, bad bytes, pastes and resizes; the program must live on with little memory."""

from __future__ import annotations

import random
import re
import signal
import time
from pathlib import Path

from tests.e2e.terminal import NAMED, Terminal, key_bytes

from torture.common import Machine, Tally, machine, main
from wbtui.core.errors import SessionError
from wbtui.storage.session_file import codec

KEYS_PER_SECOND = 200
MAX_MEMORY_MB = 150
SIZES = [(120, 40), (80, 24), (200, 60), (100, 30), (40, 12), (20, 5), (11, 24), (10, 100)]
SIZES += [(1, 1), (80, 1), (1, 100), (3, 3), (300, 100)]
BAD = [b"\xff", b"\xe9", b"\xed\xa0\x80", b"\x00", b"\x1b", b"\x1b[", b"\x1b[48;0;0;0;0t", b"\x1b[<35;999;999M"]
WORDS = ["parents of small children ", "東京　", "prix 10 € ", "می‌خواهم ", "[/b] ", "<<<<<<< x\r", '"""', "\\"]
PASTES = ["one\ntwo", "x \x1b]52;c;SEVMTE8=\x07 y", "\x1b[1m" * 9, "long " * 400]


def keys(chance: random.Random) -> bytes:
    """Return the bytes of a random input: keys, a mouse click, bad bytes or a paste."""
    kind = chance.random()
    if kind < 0.45:
        return chance.choice(WORDS).encode()
    if kind < 0.62:
        return key_bytes(chance.choice(list(NAMED)))
    if kind < 0.75:
        return b"\r\r" if chance.random() < 0.5 else key_bytes("ctrl+" + chance.choice("abcdefgijklnoprstuvwxy"))
    if kind < 0.82:
        return b"\x07" + chance.choice(b"abcdefghijklmnopqrstuvwxyz+-!/").to_bytes()
    if kind < 0.93:
        x, y, button = chance.randint(1, 120), chance.randint(1, 40), chance.choice([0, 0, 2, 35, 64, 65])
        press = b"\x1b[<%d;%d;%dM\x1b[<%d;%d;%dm" % (button, x, y, button, x, y)
        return press * chance.choice([1, 2])
    if kind < 0.97:
        return chance.choice(BAD)
    return b"\x1b[200~" + chance.choice(PASTES).encode() + b"\x1b[201~"


def size(chance: random.Random) -> tuple[int, int]:
    """Return a size of the terminal: half of them tried ones, the others anything up to 300 by 100."""
    return chance.choice(SIZES) if chance.random() < 0.5 else (chance.randint(1, 300), chance.randint(1, 100))


def memory(terminal: Terminal) -> int:
    """Return the resident memory of the program in MB; 0 if there is no /proc."""
    try:
        status = Path(f"/proc/{terminal.process.pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmRSS:\s*(\d+)", status)
    return int(found[1]) // 1024 if found else 0


def bout(place: Machine, chance: random.Random, end: float, tally: Tally) -> None:
    """Send random input to one run of the program until `end` (monotonic time) or until the program ends."""
    with place.terminal() as terminal:
        terminal.wait_for(lambda: "saved" in terminal.screen[0])
        while time.monotonic() < end and terminal.process.poll() is None:
            begun = time.monotonic()
            try:
                terminal.send(b"".join(keys(chance) for _ in range(KEYS_PER_SECOND // 10)))
            except OSError:
                break
            except AssertionError as error:
                tally.expect(terminal.process.poll() is not None, f"it does not read its input: {error}")
                break
            tally.note("keys", KEYS_PER_SECOND // 10)
            if chance.random() < 0.05:
                terminal.resize(*size(chance))
            while time.monotonic() < begun + 0.1:
                _ = terminal.screen
                time.sleep(0.01)
            used = memory(terminal)
            tally.notes["MB at most"] = max(tally.notes.get("MB at most", 0), used)
        _ended(terminal, tally)


def _ended(terminal: Terminal, tally: Tally) -> None:
    if terminal.process.poll() is None:
        terminal.signal(signal.SIGTERM)
        begun = time.monotonic()
        try:
            status = terminal.wait_exit(8)
        except AssertionError:
            tally.faults.append("SIGTERM does not end it")
            return
        tally.expect(status == 143, f"status {status} after SIGTERM")
        tally.expect(time.monotonic() - begun < 8, "SIGTERM takes too long")
        return
    tally.note("ways out found")
    tally.expect(terminal.process.returncode == 0, f"died with {terminal.process.returncode}")


def run(amount: int, seed: int) -> Tally:
    """Run for `amount` minutes with one seed."""
    return rampage(amount * 60.0, seed)


def rampage(seconds: float, seed: int) -> Tally:
    """Run for a number of seconds with one seed."""
    tally = Tally()
    chance = random.Random(seed)
    end = time.monotonic() + seconds
    with machine() as place:
        place.begin()
        while time.monotonic() < end - 1 and not tally.faults:
            tally.runs += 1
            bout(place, chance, end, tally)
            for path in place.sessions.glob("*.toml"):
                try:
                    codec.read(path.read_bytes(), str(path))
                except SessionError as error:
                    tally.faults.append(f"{error}")
            if not place.path.exists():
                place.begin()
            crash = place.state / "crash.log"
            tally.expect(not crash.exists(), f"it crashed: {crash.read_text() if crash.exists() else ''}")
        tally.expect(tally.notes.get("MB at most", 0) < MAX_MEMORY_MB, "it takes too much memory")
    return tally


if __name__ == "__main__":
    main(Path(__file__).stem, __doc__ or "", run, 10, "minutes")
