"""The index of a student's README: a link to each log, in the README's own habit.

    entry     what the index leads to, and whether a line names it
    vocabulary  what logs, papers and days are called, in several languages
    links     links, and where they lead
    document  the README's tables, lists and headings, by their lines
    wording   the words and the form of a link, as the student writes them
    order     the order that logs stand in, and the names of weeks
    columns, tables, rows   a course's schedule, or a table with a paper in each row
    html      the same as an HTML table
    dates     how days are written there
    phrase, remade   a line that speaks of one paper, and another like it
    sections  a heading for each paper
    lists, nested   a list of links, or of papers with lines below them
    paragraphs  a line of links in the text
    marked    vibelog's own small table, where the README has no habit
    editing   which of these it is

Text to text: the same edit can be made in several versions of one README. Knows no file and no git.
"""

from vibelog.keeping.readme.editing import dead, indexed, missing
from vibelog.keeping.readme.entry import Entry

__all__ = ["Entry", "dead", "indexed", "missing"]
