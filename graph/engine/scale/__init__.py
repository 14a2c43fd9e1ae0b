"""The same equations on arrays, for graphs of up to a million links: numpy, or compiled kernels."""
