"""A question becomes a turn: index, embed, rank, and two readers."""
