"""Runs the program in a terminal with full disks, read-only folders, and files that other programs change."""

from __future__ import annotations

import contextlib
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

from tests.e2e.terminal import Terminal

from torture.common import NOBODY, Machine, MissingError, Tally, machine, main, need, need_root, small_disk
from wbtui.core.place import Place
from wbtui.core.session import Session
from wbtui.storage.session_file import codec

WHO = Place("customer", "who")
TODAY = Place("problem", "today")


def said(place: Machine) -> Session:
    return codec.read(place.path.read_bytes(), str(place.path)).session


def full_disk(place: Machine, tally: Tally) -> None:
    """Check that a full disk of 64 kB is reported, a copy is kept, and the file is saved once there is room."""
    with small_disk(place.folder / "small", "64k") as disk:
        small = Machine(place.folder, disk / "sessions")
        small.begin()
        before = small.path.read_bytes()
        with small.terminal() as terminal:
            terminal.wait_for("Who")
            filler = disk / "filler"
            with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
                while file.write(b"x" * 4096):
                    pass
            terminal.send("Ten care homes")
            terminal.wait_for("NOT SAVED · the disk is full")
            tally.expect("Ten care homes" in terminal.text, "full disk: the text is not on the screen any more")
            tally.expect(small.path.read_bytes() == before, "full disk: the old file is damaged")
            terminal.send(" in Leeds")
            rescues = list(small.state.rglob("rescue.toml"))
            tally.expect(len(rescues) == 1, "full disk: no rescue copy")
            filler.unlink()
            terminal.wait_for(lambda: "NOT SAVED" not in terminal.text, 40)
            terminal.wait_for(lambda: said(small).text(WHO) == "Ten care homes in Leeds")
            terminal.press("ctrl+q")
            tally.expect(terminal.wait_exit() == 0, "full disk: it does not end well")


def file_size_limit(place: Machine, tally: Tally) -> None:
    """Check that a limit of 1 kB for every file is reported, and that the text is saved once it is lifted."""
    place.begin()
    with place.terminal() as terminal:
        terminal.wait_for("Who")
        resource.prlimit(terminal.process.pid, resource.RLIMIT_FSIZE, (1024, resource.RLIM_INFINITY))
        terminal.send("Ten care homes in Leeds. " * 60)
        terminal.wait_for("NOT SAVED · only on this screen · the file would be larger than this account may write")
        tally.expect(("Ten care homes in Leeds. " * 60).startswith(said(place).text(WHO)), "size limit: damaged")
        resource.prlimit(terminal.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
        terminal.wait_for(lambda: said(place).text(WHO).count("Leeds") == 60, 40)
        terminal.wait_for(lambda: "NOT SAVED" not in terminal.text)


def read_only_folder(place: Machine, tally: Tally) -> None:
    """Check, as an unprivileged user, that a read-only folder is reported and that a kill loses nothing."""
    need_root()
    place.begin()
    for path in (place.folder, *place.folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    as_nobody = [need("setpriv"), f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    with place.terminal(before=as_nobody) as terminal:
        try:
            terminal.wait_for("Who", 15)
        except AssertionError as error:
            raise MissingError("a user without rights cannot start the program here") from error
        place.sessions.chmod(0o500)
        terminal.send("Ten care homes")
        terminal.wait_for("NOT SAVED · the folder is read-only", 20)
        place.path.chmod(0o400)
        terminal.send(" in Leeds")
        terminal.wait_for("NOT SAVED · the file is read-only")
        tally.expect(
            "Ten care homes in Leeds" in terminal.text, "read-only: the text is not on the screen any more"
        )
        terminal.kill()
    place.path.chmod(0o600)
    place.sessions.chmod(0o700)
    opened = place.open()
    tally.expect(opened.found.text(WHO) == "Ten care homes in Leeds", "read-only: the text is lost")
    opened.close()


def folder_gone(place: Machine, tally: Tally) -> None:
    """Check that the text is saved after the sessions folder was moved away and back."""
    place.begin()
    with place.terminal() as terminal:
        terminal.wait_for("Who")
        away = place.folder / "away"
        place.sessions.rename(away)
        terminal.send("Ten care homes")
        terminal.wait_for("NOT SAVED")
        away.rename(place.sessions)
        terminal.wait_for(lambda: said(place).text(WHO) == "Ten care homes", 40)
        terminal.wait_for(lambda: "NOT SAVED" not in terminal.text)
        tally.expect("Ten care homes" in terminal.text, "folder gone: the text is not on the screen any more")


def two_programs(place: Machine, tally: Tally) -> None:
    """Check that a second program opens the session read-only, and names the first one."""
    place.begin()
    with place.terminal() as first:
        first.wait_for("Who")
        _second_program(place, tally, first)


def _second_program(place: Machine, tally: Tally, first: Terminal) -> None:
    with place.terminal() as second:
        second.wait_for("READ-ONLY")
        second.wait_for(f"process {first.process.pid}")
        second.send("not mine")
        first.send("mine")
        first.wait_for(lambda: said(place).text(WHO) == "mine")
        first.kill()
        tally.expect(said(place).text(WHO) == "mine", "two programs: the second one wrote")


def replaced_meanwhile(place: Machine, tally: Tally) -> None:
    """Check that an answer written by another program is merged with the one typed here."""
    place.begin()
    with place.terminal() as terminal:
        terminal.wait_for("Who")
        terminal.send("ours")
        terminal.wait_for(lambda: said(place).text(WHO) == "ours")
        loaded = codec.read(place.path.read_bytes())
        theirs = loaded.session.put(TODAY, "theirs")
        place.path.write_text(codec.render(theirs, loaded.toml).text)
        terminal.send(" too")
        wanted = ("ours too", "theirs")
        try:
            terminal.wait_for(lambda: (said(place).text(WHO), said(place).text(TODAY)) == wanted)
        except AssertionError:
            tally.faults.append("replaced meanwhile: not merged")


SCENES: tuple[Callable[[Machine, Tally], None], ...] = (
    *(full_disk, file_size_limit, read_only_folder, folder_gone, two_programs, replaced_meanwhile),
)


def run(amount: int, _seed: int) -> Tally:
    tally = Tally()
    for scene in SCENES * amount:
        try:
            with machine() as place:
                scene(place, tally)
            tally.runs += 1
        except MissingError as error:
            tally.note(f"not run ({scene.__name__}: {error})")
        except AssertionError as error:
            tally.faults.append(f"{scene.__name__}: {str(error)[:1500]}")
        time.sleep(0.1)
    return tally


if __name__ == "__main__":
    main(Path(__file__).stem, __doc__ or "", run, 1, "times each")
