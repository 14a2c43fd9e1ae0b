"""Pure numbers: a graph and a scenario in, effects, ranges and paths out."""
