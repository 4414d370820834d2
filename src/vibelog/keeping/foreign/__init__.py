"""Conversations held with other tools, read from the files those tools leave."""
