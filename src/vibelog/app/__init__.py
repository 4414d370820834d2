"""The composition root: wires the edges to one another, and imports them inside functions.

    shelf      papers: add, list, remove
    answers    who answers about a paper: a model's programs, else the paper's own sentences
    talk       a conversation about one paper: what is written down, and when
    kept       the conversations that are kept
    importing  conversations that were held elsewhere
    log        a conversation's vibe log: chosen, written, committed, linked from the README
    course     which papers are due when, and where each log stands
    check      logs held against their papers, transcripts, course and repository
    students   the logs of a whole class
    doctor     what works and what does not; local: a model server on this machine
    demo       the whole main job on the sample paper

Everything here takes an App, which says how vibelog is configured and how to tell the student
something. Knows nothing of terminals or of the command line.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from vibelog import config as configuration
from vibelog.config import Config

if TYPE_CHECKING:
    from vibelog.core.course import Course
    from vibelog.reading.library import Library


@dataclass(frozen=True, slots=True)
class App:
    """What every command works with."""

    config: Config
    environ: Mapping[str, str]
    tell: Callable[[str], None]  # one sentence for the student, beside the output
    # The course once it was read: many ask for it. A replaced App reads again.
    _course: list[Course] = field(default_factory=list, init=False, repr=False, compare=False)

    def library(self) -> Library:
        """The papers that the student has added."""
        from vibelog.reading.library import Library

        return Library(self.config.home)

    def course(self) -> Course:
        """The configured courses' papers, else those of the course that ships with vibelog.

        A schedule that cannot be read is told; the last copy of it serves. A paper of the library
        is found by its own name, too.
        """
        if not self._course:
            from vibelog.core.course import parse
            from vibelog.core.joining import called

            file = configuration.shipped("corpus/course.toml")
            known = parse(file.read_text(encoding="utf-8"))
            asked = any(each.key == configuration.COURSE for each in self.config.proposed)
            if self.config.courses or asked:
                from vibelog.app.course import courses

                known = courses.current(self, known)
            self._course.append(called(known, self.library().papers()))
        return self._course[0]


def start(tell: Callable[[str], None], cwd: Path | None = None, model: str | None = None) -> App:
    """The App for a command run in `cwd` (the current folder) with this process's environment.

    `model` is the one named on the command line: it wins over the environment and the files.
    """
    named = {"VIBELOG_LM": model} if model else {}
    config = configuration.load(cwd or Path.cwd(), {**os.environ, **named})
    return App(config, os.environ, tell)
