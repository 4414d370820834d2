"""What every test runs in: a home, a library and a working folder of its own, and no key."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

KEYS = ("API_KEY", "API_BASE", "BASE_URL", "TOKEN")


@pytest.fixture(autouse=True)
def isolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the developer's home, library, keys, git identity or proxy."""
    for name in list(os.environ):
        if name.startswith(("VIBELOG", "GIT_", "XDG_")) or name.endswith(KEYS):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / ".local/share"))
    monkeypatch.setenv("VIBELOG_HOME", str(tmp_path / "library"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    monkeypatch.chdir(work)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """The library folder that VIBELOG_HOME names."""
    return tmp_path / "library"
