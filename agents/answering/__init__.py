"""From a reading to the answer: the engine is run, and what it found is put into words and checked."""
