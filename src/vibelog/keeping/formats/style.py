"""The style of the HTML page: two columns on a wide screen, one on a phone and on paper."""

STYLE = """\
:root {
  color-scheme: light dark;
  --ink: #1b1f24; --quiet: #5b6470; --line: #d8dde3; --ground: #ffffff; --card: #f6f7f9;
  --mark: #fff1a8; --link: #0b57b7; --warn: #9a3412;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e4e7eb; --quiet: #9aa4b1; --line: #323942; --ground: #14181d; --card: #1c2229;
    --mark: #5b4a00; --link: #7fb4ff; --warn: #ffb08a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  overflow-wrap: anywhere;
}
main { max-width: 70rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: .5rem 0; }
h2 { font-size: 1.2rem; line-height: 1.35; margin: 0 0 .6rem; }
h3, h4, h5, h6 { font-size: 1rem; margin: 1rem 0 .4rem; }
a { color: var(--link); }
p, ul, ol, pre, table, figure { margin: 0 0 .8rem; }
ul, ol { padding-left: 1.4rem; }
section { border-top: 1px solid var(--line); padding-top: 1.2rem; margin-top: 1.2rem; }
.facts, .aside, figcaption, footer { color: var(--quiet); font-size: .92rem; }
.aside { font-style: italic; }
.incomplete, .missing { color: var(--warn); font-weight: 600; }
.question {
  display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 24rem); column-gap: 2rem;
}
.question > h2, .question > details, .answer.alone { grid-column: 1 / -1; }
.answer { max-width: 46rem; }
.answer:empty { display: none; }
.answer:empty + aside { grid-column: 1 / -1; }
.number { color: var(--quiet); font-weight: 400; margin-right: .3rem; }
figure { background: var(--card); border-left: 3px solid var(--line); padding: .7rem .9rem; }
blockquote { margin: 0 0 .4rem; font-size: .92rem; color: var(--quiet); }
mark { background: var(--mark); color: var(--ink); }
details { margin-bottom: .8rem; color: var(--quiet); }
summary { cursor: pointer; }
pre { overflow-x: auto; background: var(--card); padding: .7rem; }
code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .9em; }
table { display: block; overflow-x: auto; border-collapse: collapse; }
th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: left; }
footer { margin-top: 2rem; }
@media (max-width: 55rem) { .question { display: block; } }
@media print {
  :root {
    --ink: #000; --quiet: #333; --line: #bbb; --ground: #fff; --card: #fff; --mark: #eee;
    --link: #000; --warn: #000;
  }
  main { max-width: none; padding: 0; }
  .question { display: block; }
  .question > h2, h1 { break-after: avoid; }
  figure { break-inside: avoid; }
  mark { font-weight: 600; }
}
"""
