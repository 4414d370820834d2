"""`python -m vibelog` is `vibelog`."""

from vibelog.cli import main

main()
