"""From a question in words to an answer with its sources."""
