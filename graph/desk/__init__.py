"""How the graph is edited: proposals, review, history and undo."""
