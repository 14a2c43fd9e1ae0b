"""The doors: command line and HTTP, over the graph, the engine and the planner."""

__version__ = "0.1.0"
