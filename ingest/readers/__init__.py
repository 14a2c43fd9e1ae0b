"""From the bytes of a file to its text, its passages and what it says of itself; one module per format."""
