"""From text to values: the notes file and the case file become nouns, or findings with their places."""
