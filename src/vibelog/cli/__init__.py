"""The command line: parse, call, print.

    commands   the commands about papers and questions; the others' modules are named after them
    steps      what several commands do
    chat       the conversation in the terminal; prompting, live, slash, turns: its parts
    logs       `vibelog log`; choosing, written, landing: its parts
    show       what is shown of papers, answers and conversations, and their JSON
    screen     how a terminal is written to, and a pipe; options: what several commands take

`main` is the one place that catches VibelogError. Exit codes: 0 done, 1 could not, 2 wrong usage,
130 stopped by Ctrl-C, 128 and its number for another signal.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

import click

from vibelog.cli import screen
from vibelog.cli.commands import vibelog
from vibelog.errors import VibelogError

STOPPED = 130  # as a shell counts a command that Ctrl-C ended


def main(arguments: Sequence[str] | None = None) -> None:
    """Run vibelog with these arguments (the process's own by default) and exit."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) == signal.SIG_DFL:  # nohup has it ignored
            signal.signal(number, _end)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # what a terminal cannot show or send is a ?
    sys.exit(_run(arguments))


def _end(number: int, _frame: FrameType | None) -> None:
    """End as the signal would, but in an orderly way: what came of an answer is kept."""
    raise SystemExit(128 + number)


def _run(arguments: Sequence[str] | None) -> int:
    """The exit code of a run; what went wrong has been said on standard error."""
    try:
        code = vibelog.main(arguments, prog_name="vibelog", standalone_mode=False)
        sys.stdout.flush()
    except VibelogError as error:
        screen.tell(f"vibelog: {error}")
        return 1
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped; what was done is kept.", err=True)
        return STOPPED
    except BrokenPipeError:
        # Whoever read the output has gone; Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code if isinstance(code, int) else 0
