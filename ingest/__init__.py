"""From the outside world to rows of the graph."""
