"""Whether what is said follows from what the tools gave: numbers, names, dates, quotes, directions, links, odds."""
