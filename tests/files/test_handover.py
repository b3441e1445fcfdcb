"""Two programs and one file: the second one looks on, and takes over when it is asked to."""

from __future__ import annotations

import os
import threading
import time

from tests.files.desk import WHO, Desk, write

from wbtui.files.lock import acquire, lock_path, peek
from wbtui.files.open import OpenSession


def test_the_second_one_follows(desk: Desk) -> None:
    first, second = desk.open(), desk.open()
    assert second.look() is None
    write(first, "first")
    assert first.flush()
    outside = second.look()
    assert outside is not None
    second.take_in(outside)
    assert second.session.text(WHO) == "first"
    assert second.look() is None


def test_what_nobody_gives_up_stays_theirs(desk: Desk) -> None:
    first, second = desk.open(), desk.open()
    assert second.take_over(0.3) is None
    write(first, "still mine")
    assert first.flush()
    assert not lock_path(desk.path, "ask").exists()
    assert first.look() is None
    assert first.asked_by == ""


def test_the_holder_sees_the_question_and_gives_it_up(desk: Desk) -> None:
    first, second = desk.open(), desk.open()
    write(first, "not saved yet")
    taken: list[OpenSession | None] = []
    asking = threading.Thread(target=lambda: taken.append(second.take_over(20)))
    asking.start()
    while not first.asked_by:
        first.look()
        time.sleep(0.01)
    first.give_up()
    assert "asks for it" in first.read_only
    write(first, "too late, and refused")
    assert first.session.text(WHO) == "not saved yet"
    asking.join(30)
    (third,) = taken
    assert third is not None
    assert third.read_only == third.recovered == ""
    assert third.session.text(WHO) == "not saved yet"
    assert "takeover" in {version.reason for version in third.history.versions()}
    write(third, "from the second")
    assert third.close()
    outside = first.look()
    assert outside is not None
    first.take_in(outside)
    assert first.session.text(WHO) == "from the second"
    assert first.close()
    assert os.listdir(desk.path.parent) == ["session.toml"]


def test_what_the_dead_had_is_taken_at_once(desk: Desk) -> None:
    first, second = desk.open(), desk.open()
    write(first, "last words")
    desk.crash(first)
    taken = second.take_over(0)
    assert taken is not None
    assert taken.session.text(WHO) == "last words"
    assert "Recovered" in taken.recovered
    assert taken.close()


def test_a_question_whose_asker_is_gone_is_none(desk: Desk) -> None:
    opened = desk.open()
    lock_path(desk.path, "ask").write_text("left over")
    assert opened.look() is None
    assert opened.asked_by == ""
    question = acquire(desk.path, desk.time, "ask")
    assert peek(desk.path, "ask") is not None
    opened.look()
    assert opened.asked_by
    assert question
