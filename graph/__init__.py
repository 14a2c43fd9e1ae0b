"""What is known, and what follows from it: models, store, files and engine."""
