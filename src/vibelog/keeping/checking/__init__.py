"""Whether a vibe log keeps its promise: what can be looked up is looked up, without a model.

findings   the codes, and what is found in one log
page       a log's text as its questions, answers and quotes, with line numbers
evidence   quotes and numbers against the log's paper
topic      whether the log is about its paper at all
verbatim   questions against the transcript
content    what needs no paper: empty logs, questions of a model's, debris, private data
history    when a log first had real content, by the repository's commits
mending    what can be mended mechanically
report     SARIF and GitHub annotations
"""
