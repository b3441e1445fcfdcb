"""Tests that the chosen theme is written into the settings, and that trouble with it is told."""

from __future__ import annotations

from pathlib import Path

from tests.controllers.fakes import FakeHost

from wbtui.ui.controllers.theme_setting import ThemeSetting


async def test_of_several_themes_the_last_one_is_remembered(tmp_path: Path) -> None:
    host, file = FakeHost(), tmp_path / "config" / "settings.toml"
    setting = ThemeSetting(host, file)
    for name in ("light", "projector", "contrast"):
        setting.remember(name)
    await host.settle()
    assert file.read_text() == 'theme = "contrast"\n'
    setting.remember("dark")
    await host.settle()
    assert file.read_text() == 'theme = "dark"\n'
    assert host.told == []


async def test_settings_that_cannot_be_understood_are_told_and_left_alone(tmp_path: Path) -> None:
    host, file = FakeHost(), tmp_path / "settings.toml"
    file.write_text("[keys]\nstep = f6\n")
    setting = ThemeSetting(host, file)
    setting.remember("light")
    await host.settle()
    assert host.last == (
        f"Theme: Not remembered: {file}: line 2: the value after = is not valid (quotes missing?)"
    )
    assert file.read_text() == "[keys]\nstep = f6\n"
    file.write_text("[keys]\n")
    setting.remember("dark")
    await host.settle()
    assert file.read_text() == 'theme = "dark"\n\n[keys]\n'


async def test_without_a_folder_for_the_settings_that_is_told() -> None:
    host = FakeHost()
    ThemeSetting(host, None).remember("light")
    assert host.last == "Theme: Not remembered: there is no folder for the settings."
