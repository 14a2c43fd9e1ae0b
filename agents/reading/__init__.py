"""From the words of a question to its reading: what is supposed, how far, by when, and what is asked."""
