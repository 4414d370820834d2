"""The nouns and the rules about them. stdlib only: core knows nobody (it may raise from errors)."""
