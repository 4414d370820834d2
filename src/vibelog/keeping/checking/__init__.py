"""Whether a vibe log keeps its promise: what can be looked up is looked up, without a model.

findings   the codes, and what is found in one log
said       what a log says: questions, answers and quotes, with line numbers
files      which files may be logs, and what they say
page       a log's text as what it says; of vibelog's own pages through `own`
cited      the quotes on vibelog's own pages, with and without their page
leading    which document a quote's link opens
formats    vibelog's HTML, Word and notebooks as the Markdown page they would be (`remade`)
evidence   quotes and numbers against the log's paper
topic      whether the log's words are about its paper at all
verdict    whose paper it is about, by its quotes and else by its words
verbatim   questions against the transcript
content    what needs no paper: empty logs, questions of a model's, debris, private data
course     committed, in time, and found from the README (`history`, `naming`)
mending    what can be mended mechanically
report     SARIF and GitHub annotations
"""
