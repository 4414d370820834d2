"""The student's repository: one commit of exactly the given files, and nothing else touched."""

from __future__ import annotations

from vibelog.keeping.repo.committing import Commit
from vibelog.keeping.repo.pushing import Pushed
from vibelog.keeping.repo.repository import Repository
from vibelog.keeping.repo.standing import Standing

__all__ = ["Commit", "Pushed", "Repository", "Standing"]
