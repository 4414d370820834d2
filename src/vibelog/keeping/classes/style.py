"""The style of the class's page: columns on a wide screen, labelled numbers on a phone."""

STYLE = """\
:root {
  color-scheme: light dark;
  --ink: #1b1f24; --quiet: #5b6470; --line: #d8dde3; --ground: #ffffff; --card: #f6f7f9;
  --link: #0b57b7; --error: #a3221b; --warning: #8a4b00; --note: #4d5968;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e4e7eb; --quiet: #9aa4b1; --line: #323942; --ground: #14181d; --card: #1c2229;
    --link: #7fb4ff; --error: #ff9d94; --warning: #f2b872; --note: #aab4c0;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  overflow-wrap: anywhere;
}
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .3rem 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: 0 0 .6rem; max-width: 60rem; }
a { color: var(--link); }
.quiet, footer { color: var(--quiet); font-size: .92rem; }
.row {
  display: grid; column-gap: .9rem; align-items: baseline;
  grid-template-columns: minmax(9rem, 2fr) repeat(3, 3.6rem) 4.4rem 5rem 5.6rem minmax(8rem, 3fr);
}
.row > * { min-width: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.head { color: var(--quiet); font-size: .85rem; padding: .3rem .6rem .3rem 1.6rem; }
details.student { border-top: 1px solid var(--line); }
details.student:last-of-type { border-bottom: 1px solid var(--line); }
summary {
  cursor: pointer; list-style: none; padding: .45rem .6rem .45rem 1.6rem; position: relative;
}
summary::-webkit-details-marker { display: none; }
summary::before {
  content: "▸"; position: absolute; left: .5rem; color: var(--quiet); transition: rotate .1s;
}
details[open] > summary::before { rotate: 90deg; }
summary:hover { background: var(--card); }
summary:focus-visible { outline: 2px solid var(--link); outline-offset: -2px; }
.name { font-weight: 600; }
.row .number::before { display: none; }
.flags { font-size: .88rem; }
.flags.error { grid-column: 2 / -1; }
.flag { white-space: nowrap; margin-right: .7rem; }
.error { color: var(--error); }
.warning { color: var(--warning); }
.note { color: var(--note); }
.inside { padding: .2rem .6rem 1rem 1.6rem; }
.log { background: var(--card); border-radius: .3rem; padding: .5rem .8rem; margin: 0 0 .5rem; }
.log p { margin: 0; }
.log ul { margin: .3rem 0 0; padding-left: 1.2rem; font-size: .92rem; }
.level { font-weight: 600; }
.some { list-style: none; padding: 0; }
.zero { color: var(--quiet); }
@media (max-width: 52rem) {
  .row { display: flex; flex-wrap: wrap; gap: .1rem .9rem; }
  .row.head { display: none; }
  .row .name, .row .flags { flex-basis: 100%; }
  .row .number::before {
    display: inline; content: attr(data-label) " "; color: var(--quiet); font-size: .85rem;
  }
  .row .number { text-align: left; }
}
@media print {
  :root {
    --ink: #000; --quiet: #333; --line: #bbb; --ground: #fff; --card: #fff; --link: #000;
    --error: #000; --warning: #000; --note: #333;
  }
  main { max-width: none; padding: 0; }
  .log { border: 1px solid var(--line); break-inside: avoid; }
}
"""
