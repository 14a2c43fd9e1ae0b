"""What an agent may ask of the map: typed tools, the same for every brain and every door."""
