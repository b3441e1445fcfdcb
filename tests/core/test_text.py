"""Tests of cleaning text and of formatting times."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hostile import HOSTILE

from wbtui.core.text import MAX_SLUG_BYTES, clean, clean_line, one_kind_of_line_end, one_line, slug, words
from wbtui.core.time.formats import face
from wbtui.wording.times import age, duration, minutes_behind

TEXTS = st.one_of(
    st.text(),
    st.text(alphabet="\x1b\x9b[]0;mP\\\x07\x18\r\n\t\x00\u2028\ud800a"),
    st.lists(st.sampled_from(HOSTILE), max_size=3).map("".join),
)


@pytest.mark.parametrize(
    ("dirty", "tidy"),
    [
        pytest.param("a\r\nb\rc\x0bd\x0ce\u2028f\u2029g\x85h", "a\nb\nc\nd\ne\nf\ng\nh", id="line ends"),
        pytest.param("\x1b[2J\x1b[31mred\x1b[0m", "red", id="CSI"),
        pytest.param("\x9b31mred", "red", id="C1 CSI"),
        pytest.param("\x1b]52;c;SEVMTE8=\x07clip", "clip", id="OSC ended by BEL"),
        pytest.param("\x1b]0;title\x1b\\text", "text", id="OSC ended by ST"),
        pytest.param("\x1bPq#0\x1b\\after", "after", id="DCS"),
        pytest.param("\x1b\x1b[2J[2J", "", id="halves that join"),
        pytest.param("a\x00b\x07c\x7fd", "abcd", id="control characters"),
        pytest.param("tab\tand\nline", "tab\tand\nline", id="tab and newline stay"),
        pytest.param("\ud83d", "\ufffd", id="lone surrogate"),
        pytest.param(
            "10\u00a0€ می\u200cخواهم 東\u3000京 👩\u200d👧",
            "10\u00a0€ می\u200cخواهم 東\u3000京 👩\u200d👧",
            id="joiners",
        ),
        pytest.param('""" \\ [b] <i>', '""" \\ [b] <i>', id="other languages' signs"),
    ],
)
def test_clean_removes_what_steers_a_terminal(dirty: str, tidy: str) -> None:
    assert clean(dirty) == tidy


@given(TEXTS)
def test_clean_is_idempotent(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert one_kind_of_line_end(cleaned) == cleaned
    assert not set(cleaned) & {"\x1b", "\x9b", "\x00", "\r", "\u2028"}
    cleaned.encode()


@given(TEXTS)
def test_a_clean_line_is_one_line(text: str) -> None:
    line = clean_line(text)
    assert len(line.splitlines()) <= 1
    assert clean(line) == line


@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("  two\n words ", 2, id="spaces"),
        pytest.param("東京タワー", 5, id="unspaced"),
        pytest.param("the 東京 tower", 4, id="mixed"),
        pytest.param("don’t stop-it", 2, id="apostrophe and hyphen"),
    ],
)
def test_words_are_counted_as_people_count_them(text: str, count: int) -> None:
    assert words(text) == count


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        pytest.param("a\n b\t c", 80, "a b c", id="white space"),
        pytest.param("abcdef", 4, "abc…", id="cut"),
        pytest.param("abcd", 4, "abcd", id="fits"),
        pytest.param("a\u202eb", 80, "ab", id="direction override"),
    ],
)
def test_one_line_joins_and_cuts_a_text(text: str, limit: int, shown: str) -> None:
    assert one_line(text, limit) == shown


@pytest.mark.parametrize(
    ("title", "name"),
    [
        pytest.param("Pocket Clinic", "pocket-clinic", id="plain"),
        pytest.param("../../etc/passwd", "etc-passwd", id="path"),
        pytest.param("a:b*c?", "a-b-c", id="forbidden on Windows"),
        pytest.param("CON", "session-con", id="reserved"),
        pytest.param("nul.txt", "session-nul.txt", id="reserved with an ending"),
        pytest.param("???", "session", id="nothing left"),
        pytest.param(".hidden", "hidden", id="leading dot"),
        pytest.param("東京", "東京", id="not Latin"),
        pytest.param("Cafe\u0301", "café", id="composed"),
    ],
)
def test_slug_is_a_safe_file_name(title: str, name: str) -> None:
    assert slug(title) == name


@given(TEXTS)
def test_a_slug_is_always_a_safe_name(title: str) -> None:
    name = slug(title)
    assert 0 < len(name.encode()) <= MAX_SLUG_BYTES + len("session-")
    assert not set(name) & set('<>:"/\\|?*\n\x00')
    assert not name.startswith((".", "-", "~"))
    assert not name.endswith((".", " "))


@pytest.mark.parametrize(
    ("left", "shown"),
    [
        pytest.param(600.0, "10:00", id="whole"),
        pytest.param(599.01, "10:00", id="just begun"),
        pytest.param(0.4, "00:01", id="not up yet"),
        pytest.param(0.0, "00:00", id="up"),
        pytest.param(-0.9, "00:00", id="just over"),
        pytest.param(-1.0, "+00:01", id="overtime"),
        pytest.param(-754.0, "+12:34", id="long overtime"),
        pytest.param(5400.0, "90:00", id="minutes go beyond an hour"),
        pytest.param(-7260.0, "+121:00", id="overtime beyond an hour"),
    ],
)
def test_the_countdown_shows_minutes_and_seconds(left: float, shown: str) -> None:
    assert face(left) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(29, "on time"), (-29, "on time"), (31, "1 min behind"), (-31, "1 min ahead"), (-3600, "60 min ahead")],
)
def test_minutes_behind_are_whole_minutes(seconds: float, shown: str) -> None:
    assert minutes_behind(seconds) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0 min"), (59 * 60, "59 min"), (3600, "1 h 00 min"), (3600 * 2.5, "2 h 30 min")]
)
def test_duration_is_in_minutes_or_hours(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(-5, "just now"), (59, "just now"), (60, "1 min ago"), (7200, "2 h ago"), (90_000, "1 d ago")],
)
def test_age_is_in_its_largest_unit(seconds: float, shown: str) -> None:
    assert age(seconds) == shown


@pytest.mark.fault("R24")
@pytest.mark.parametrize(
    ("dirty", "tidy"),
    [
        pytest.param("\ufeffBook", "Book", id="mark at the beginning"),
        pytest.param("Bo\ufeffok\n\ufeff", "Book\n", id="mark inside"),
        pytest.param("\uf0b7\tBook\n\uf0a7\tPark", "•\tBook\n▪\tPark", id="bullets of Word"),
        pytest.param("so \uf0e0 there \uf04a \uf0fc", "so → there ☺ ✓", id="signs that Word writes by itself"),
    ],
)
def test_signs_of_word_processors_are_cleaned(dirty: str, tidy: str) -> None:
    assert clean(dirty) == tidy
    assert clean(tidy) == tidy


@pytest.mark.fault("R24")
@pytest.mark.parametrize(
    ("text", "count"),
    [
        pytest.param("- one\n* two\n+ three\n> four", 4, id="signs of lists and quotations"),
        pytest.param("1. one\n12) two\n  3. three", 3, id="numbers of lists"),
        pytest.param("1998. Founded.\nIn 2004 we had 3 shops", 8, id="numbers that say something"),
        pytest.param("| a | b |\n| --- | :-: |\n| c | d e |", 5, id="pipes and rules"),
        pytest.param("• one\n— two – three … four", 4, id="bullets, dashes and dots"),
        pytest.param("- [ ] buy 5 % more & sell", 4, id="boxes and signs between words"),
        pytest.param("5 € net, C++ and @ada", 5, id="words with signs"),
        pytest.param("_" * 20_000 + " " + "-" * 20_000, 0, id="very long signs"),
        pytest.param("สวัสดีชาวโลก", 3, id="Thai"),
        pytest.param("กรุงเทพมหานครเป็นเมืองหลวงของประเทศไทย", 9, id="a sentence in Thai"),
        pytest.param("ខ្ញុំស្រឡាញ់អ្នក", 3, id="Khmer"),
        pytest.param("ສະບາຍດີ hello", 3, id="Lao and English"),
        pytest.param("မင်္ဂလာပါ", 2, id="Burmese"),
        pytest.param("가격 안내", 2, id="Korean has spaces"),
        pytest.param("\U00020000\U0002a6d6", 2, id="rare Chinese"),
    ],
)
def test_signs_are_not_counted_as_words_and_every_script_is_counted(text: str, count: int) -> None:
    assert words(text) == count
