"""Sessions as large as they may be, in a real terminal."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from tests.e2e.terminal import Terminal

from wbtui.storage.disk.fingerprint import MAX_FILE_BYTES
from wbtui.storage.session_file.toml_problems import MAX_TEXT_CHARS

pytestmark = [pytest.mark.terminal, pytest.mark.slow]

EXAMPLE = Path(__file__).parents[2] / "sessions" / "night-trolley.toml"
MAX_KILOBYTES = 250 * 1024


def terminal(path: Path) -> Terminal:
    argv = [sys.executable, "-m", "wbtui", "open", str(path)]
    return Terminal(argv, env={"WBTUI_STATE": str(path.parent / "state")}, cwd=path.parent, size=(120, 40))


def full() -> str:
    """Return the text of a session of almost the maximum size, with the longest answer and many entries."""
    line = "Each line says *something* about the trolley, 5*3*2 = 30, and ends here.\n"
    answer = line * (MAX_TEXT_CHARS // len(line))
    text = re.sub(
        r'(\[stages\.customer\]\nwho = )"""\n.*?"""',
        rf'\1"""\n{answer}"""',
        EXAMPLE.read_text(),
        count=1,
        flags=re.S,
    )
    begin, heading, end = text.partition("[[stages.customer_faq.questions]]")
    room = MAX_FILE_BYTES - len(text.encode()) - 10_000
    answer = '"""\nThe hotel, and **nobody** else.\n\n- one\n- two"""'
    entry = f'{{}}\nid = "q{{:05x}}"\nquestion = "Who pays?"\nanswer = {answer}\n\n'
    entries = "".join(entry.format(heading, n) for n in range(room // len(entry.format(heading, 0))))
    return f"{begin}{entries}{heading}{end}"


@pytest.mark.fault("XH4")
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc to read the memory from")
def test_the_largest_session_opens_in_five_seconds_and_250_mb(tmp_path: Path) -> None:
    path = tmp_path / "full.toml"
    path.write_text(full(), encoding="utf-8")
    assert path.stat().st_size > 0.99 * MAX_FILE_BYTES
    with terminal(path) as shown:
        shown.wait_for("Decision", timeout=5)
        shown.press("ctrl+g", "1")
        shown.wait_for("Each line says", timeout=5)
        status = Path(f"/proc/{shown.process.pid}/status").read_text()
        (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
        assert int(peak) < MAX_KILOBYTES
