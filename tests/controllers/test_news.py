"""Tests of the news for the status line: what is shown, for how long, and what takes its place."""

from __future__ import annotations

import pytest

from wbtui.ui.controllers.news import BAD_SECONDS, GOOD_SECONDS, READ_SECONDS, News, Notice

MOVED = Notice("The room is in Problem", about="act", command="undo", seconds=10.0)
PARKED = Notice("Parked “Twins”", about="act", command="undo")
THEME = Notice("Theme: Light", about="theme")
RECOVERED = Notice("Recovered 1 change", about="recovered", seconds=10.0)
FAILED = Notice("Not exported: the disk is full", "error", "export")


class Reader:
    """Somebody who looks at the status line as time passes."""

    def __init__(self) -> None:
        self.seconds = 100.0
        self.changes = 0
        self.news = News(lambda: self.seconds, self._changed)

    def _changed(self) -> None:
        self.changes += 1

    def waits(self, seconds: float) -> None:
        self.seconds += seconds
        self.news.pass_time()

    @property
    def sees(self) -> str:
        notice = self.news.shown.notice
        return notice.text if notice else ""


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.mark.parametrize("notice", [MOVED, PARKED, THEME])
def test_good_news_disappears_after_its_time(reader: Reader, notice: Notice) -> None:
    reader.news.say(notice)
    reader.waits(notice.seconds - 0.1)
    assert reader.sees == notice.text
    reader.waits(0.2)
    assert reader.sees == ""
    assert notice.seconds == (10.0 if notice is MOVED else GOOD_SECONDS)


def test_the_offer_to_undo_disappears_with_the_next_act(reader: Reader) -> None:
    """Another act would be undone then."""
    reader.news.say(MOVED)
    reader.waits(0.1)
    reader.news.acted()
    assert reader.sees == ""


def test_long_news_stays_long_enough_to_be_read_despite_an_act(reader: Reader) -> None:
    reader.news.say(RECOVERED)
    reader.waits(READ_SECONDS - 0.1)
    reader.news.acted()
    assert reader.sees == RECOVERED.text
    reader.waits(0.2)
    reader.news.acted()
    assert reader.sees == ""


def test_bad_news_stays_until_it_was_read_and_a_command_ran(reader: Reader) -> None:
    reader.news.say(FAILED)
    reader.news.acted(by_command=True)
    reader.waits(1000)
    for _ in range(3):
        reader.news.acted()
    assert reader.sees == FAILED.text
    assert BAD_SECONDS < 1000
    reader.news.acted(by_command=True)
    assert reader.sees == ""


def test_news_about_one_matter_replaces_the_last(reader: Reader) -> None:
    """Moved to the trash, and back: the first is no longer so (S6)."""
    reader.news.say(FAILED)
    reader.news.say(Notice("Exported to: a.md", about="export"))
    assert (reader.sees, reader.news.shown.waiting) == ("Exported to: a.md", 0)


def test_good_news_is_shown_before_bad_news_and_says_that_more_waits(reader: Reader) -> None:
    reader.news.say(FAILED)
    reader.news.say(PARKED)
    assert (reader.sees, reader.news.shown.waiting) == (PARKED.text, 1)
    reader.waits(PARKED.seconds)
    assert (reader.sees, reader.news.shown.waiting) == (FAILED.text, 0)


def test_waiting_news_is_shown_for_its_whole_time(reader: Reader) -> None:
    reader.news.say(RECOVERED)
    reader.news.say(PARKED)
    reader.waits(PARKED.seconds)
    assert reader.sees == RECOVERED.text
    reader.waits(RECOVERED.seconds - 0.1)
    assert reader.sees == RECOVERED.text


def test_the_key_of_a_command_from_the_menu_joins_the_news_of_its_act(reader: Reader) -> None:
    reader.news.acted(by_command=True)
    reader.news.say(MOVED)
    reader.news.add_tip("next", "Next stage")
    notice = reader.news.shown.notice
    assert notice is not None
    assert (notice.text, notice.command, notice.next_time) == (MOVED.text, "undo", "next")


def test_the_key_of_a_command_without_news_is_shown_with_its_title(reader: Reader) -> None:
    reader.news.say(THEME)
    reader.waits(READ_SECONDS)
    reader.news.acted(by_command=True)
    reader.news.add_tip("plus_one", "Add 1 minute")
    notice = reader.news.shown.notice
    assert notice is not None
    assert (notice.text, notice.next_time) == ("Add 1 minute", "plus_one")


def test_only_a_change_is_reported(reader: Reader) -> None:
    reader.news.acted()
    reader.news.clear()
    reader.waits(1)
    assert reader.changes == 0
    reader.news.say(THEME)
    reader.news.clear()
    assert reader.changes == 2
