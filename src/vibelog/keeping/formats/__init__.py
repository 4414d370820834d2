"""The vibe log in the formats of a course's other habits: HTML, a Word document, a notebook."""
