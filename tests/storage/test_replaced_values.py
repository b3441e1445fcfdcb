"""Tests of answers that replace an unknown value: it is reported, and kept in a version."""

from __future__ import annotations

import pytest
from tests.said import said
from tests.session_edits import with_answer, with_entry
from tests.storage.desk import WHO, Desk, write
from tests.storage.test_codec import FOREIGN, MONEY

from wbtui.core.place import Place
from wbtui.core.session import Entry
from wbtui.storage.session_file import codec

HEAD = FOREIGN[: FOREIGN.index("[clock]")]


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("# about\nwho = [1, 2] # why\n", '# about\nwho = "parents" # why\n'),
        ("who = true\nx = 1\n", 'who = "parents"\nx = 1\n'),
        ("who = nan\n", 'who = "parents"\n'),
        ("who = 12:30:00\n", 'who = "parents"\n'),
        ("who = { x = [1] } # why\n", 'who = "parents"\n# why\n'),
        ("x = 1\n# about\nwho.x.y = [1]\nwho.x.z = [2]\n", 'x = 1\nwho = "parents"\n'),
        (
            "x = 1 # x\n\n# free\n\n# about\n[stages.customer.who]\nx.y = [1, 2]\n",
            'x = 1 # x\nwho = "parents"\n\n# free\n',
        ),
        ("[stages.customer.who]\nx.y = [1]\n[stages.customer.who.z]\na = [1]\n", 'who = "parents"\n'),
    ],
)
def test_answer_replaces_an_unknown_value_where_it_stands(written: str, wanted: str) -> None:
    loaded = codec.read(f"{HEAD}[stages.customer]\n{written}".encode())
    session = with_answer(loaded.session, WHO, "parents")
    toml = codec.render(session, loaded.toml)
    assert codec.says(session, toml)
    assert toml.body.rstrip("\n") == f"{HEAD}[stages.customer]\n{wanted}".rstrip("\n")
    assert [said(loss) for loss in toml.losses] == ["the old value of stages.customer.who is in Versions"]
    assert codec.render(with_answer(session, WHO, "nurses"), toml).losses == ()


@pytest.mark.parametrize("value", ["[1, 2]", "true", "{ x = { y = 1 } }"])
@pytest.mark.parametrize(
    "written",
    ["[stages.{0}]\n{1} = {2}\n", "[stages]\n{0}.{1} = {2}\n", "stages.{0} = {{ {1} = {2}, b = [1] }}\n"],
)
def test_group_or_list_replaces_an_unknown_value(written: str, value: str) -> None:
    for stage, name in (("internal", "cost"), ("faq", "questions")):
        text = written.format(stage, name, value)
        loaded = codec.read(f"{HEAD}{text}".encode())
        session = (
            with_answer(loaded.session, MONEY, 3)
            if name == "cost"
            else with_entry(loaded.session, Place(stage, name), Entry("q1", {"question": "?"}))
        )
        toml = codec.verified(session, codec.render(session, loaded.toml))
        replaced = f"stages.{stage}.{name}"
        if value.startswith("{") and name == "cost":
            # A group may have unknown keys beside the new answer.
            assert toml.losses == ()
        else:
            assert [said(loss) for loss in toml.losses] == [f"the old value of {replaced} is in Versions"]


@pytest.mark.parametrize("value", ['""', "[]", "{}"])
def test_an_empty_unknown_value_needs_no_version(value: str) -> None:
    loaded = codec.read(f"{HEAD}[stages.customer]\nwho = {value}\n".encode())
    assert codec.render(with_answer(loaded.session, WHO, "parents"), loaded.toml).losses == ()


def test_replaced_value_of_an_entry_is_reported() -> None:
    loaded = codec.read(f'{HEAD}[[stages.faq.questions]]\nid = "q1"\nanswer = [1]\n'.encode())
    session = with_answer(loaded.session, Place("faq", "questions", "q1", "answer"), "yes")
    toml = codec.render(session, loaded.toml)
    assert [said(loss) for loss in toml.losses] == ["the old value of stages.faq.questions.answer is in Versions"]


def test_replaced_value_is_in_a_version(desk: Desk) -> None:
    desk.path.write_text(desk.path.read_text().replace("# end", "[stages.customer]\nwho = [1, 2]\n\n# end"))
    found = desk.path.read_bytes()
    opened = desk.open()
    write(opened, "parents")
    assert opened.handle.flush()
    write(opened, "nurses")
    assert opened.handle.flush()
    assert [said(loss) for loss in opened.handle.losses] == ["the old value of stages.customer.who is in Versions"]
    history = opened.handle.history
    assert [history.read(version) for version in history.versions() if version.reason == "opened"] == [found]


def test_value_that_was_replaced_later_is_in_a_version(desk: Desk) -> None:
    desk.path.write_text(desk.path.read_text().replace("# end", "[stages.customer]\nwho = true\n\n# end"))
    opened = desk.open()
    write(opened, "something", Place("problem", "today"))
    assert opened.handle.flush()
    before = desk.path.read_bytes()
    write(opened, "parents")
    assert opened.handle.flush()
    history = opened.handle.history
    assert [history.read(version) for version in history.versions() if version.reason == "replaced"] == [before]
