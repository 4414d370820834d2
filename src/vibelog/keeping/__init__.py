"""A conversation becomes a commit.

    transcript  the conversation on the disk
    foreign     conversations of other tools, read; privacy: what is taken out of them
    curator     the model's part of a log; grounding: what holds of it
    page        what a log says, and in which order; markdown, formats: how it is written
    checking    a log held against what can be looked up
    schedule    the course's schedule, read and brought up to date
    readme      the student's README, edited by its own habit; habits: what is done already
    repo        one commit of just that, and a push; git: how git is run
    remote      what is fetched from elsewhere, and never run
    classes     a class's list of repositories, and its table

It knows core; never what is asked or read, nor who wires it.
"""
