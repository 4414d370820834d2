"""A source becomes passages: source, pages, cleaning, passages, and the library that keeps them."""
