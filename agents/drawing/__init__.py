"""A piece of the map as a picture: laid out from causes to effects, written as SVG."""
