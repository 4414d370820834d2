"""A conversation becomes a commit: transcript, curator, markdown, repo."""
