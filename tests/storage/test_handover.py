"""Tests of two programs with one session: the second is read-only until it takes over."""

from __future__ import annotations

import os
import threading
import time

from tests.said import said
from tests.storage.desk import WHO, Desk, write

from wbtui.storage.disk.lock import acquire, lock_path, peek
from wbtui.storage.session.handle import SessionHandle
from wbtui.storage.session.opening import take_over


def test_read_only_session_follows_the_changes_of_its_holder(desk: Desk) -> None:
    first, second = desk.open(), desk.open()
    assert second.handle.look() is None
    write(first, "first")
    assert first.handle.flush()
    second.merge_external()
    assert second.session.text(WHO) == "first"
    assert second.handle.look() is None


def test_take_over_fails_if_the_holder_does_not_give_up(desk: Desk) -> None:
    first, second = desk.open(), desk.open()
    assert take_over(second.handle, 0.3) is None
    write(first, "still mine")
    assert first.handle.flush()
    assert not lock_path(desk.path, "ask").exists()
    assert first.handle.look() is None
    assert first.handle.asked_by is None


def test_holder_sees_the_request_and_gives_up_the_session(desk: Desk) -> None:
    first, second = desk.open(), desk.open()
    write(first, "not saved yet")
    taken: list[SessionHandle | None] = []
    asking = threading.Thread(target=lambda: taken.append(take_over(second.handle, 20)))
    asking.start()
    while not first.handle.asked_by:
        first.handle.look()
        time.sleep(0.01)
    work = first.handle.give_up(first.session)
    waits = next(work)
    assert said(first.handle.read_only).startswith("handed over to ")
    write(first, "too late, and refused")
    assert first.session.text(WHO) == "not saved yet"
    waits()
    for waits in work:
        assert not first.handle.held_by
        waits()
    assert first.handle.held_by
    asking.join(30)
    (third,) = taken
    assert third is not None
    seat = desk.seat(third)
    assert third.read_only is third.recovered is None
    assert third.found.text(WHO) == "not saved yet"
    assert "takeover" in {version.reason for version in third.history.versions()}
    write(seat, "from the second")
    assert third.close()
    first.merge_external()
    assert first.session.text(WHO) == "from the second"
    assert first.handle.close()
    assert os.listdir(desk.path.parent) == ["session.toml"]


def test_take_over_from_a_dead_process_is_immediate(desk: Desk) -> None:
    first, second = desk.open(), desk.open()
    write(first, "last words")
    desk.crash(first)
    taken = take_over(second.handle, 0)
    assert taken is not None
    assert taken.found.text(WHO) == "last words"
    assert "recovered" in said(taken.recovered)
    assert taken.close()


def test_handover_request_ends_when_the_requester_dies(desk: Desk) -> None:
    opened = desk.open()
    lock_path(desk.path, "ask").write_text("left over")
    assert opened.handle.look() is None
    assert opened.handle.asked_by is None
    question = acquire(desk.path, desk.time, "ask")
    assert peek(desk.path, "ask") is not None
    opened.handle.look()
    assert opened.handle.asked_by
    assert question
