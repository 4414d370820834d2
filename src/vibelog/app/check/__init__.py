"""Logs held against their papers, transcripts, course and repository."""
