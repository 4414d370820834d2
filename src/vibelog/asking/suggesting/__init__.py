"""/suggest: questions that the paper can answer and the conversation has not touched."""
