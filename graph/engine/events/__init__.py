"""Discrete outcomes in time order: a Bayesian net over events and regimes, its tree, its odds and their coherence."""
