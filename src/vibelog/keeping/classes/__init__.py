"""A class: who is in it, what was found in each repository, and the files that say so.

    roster   the CSV that names the students' repositories
    facts    what is counted of one student's logs
    table    the facts as CSV
    page     the facts as one HTML page

Knows no grades: what is counted are facts, and the instructor judges.
"""
