"""Makes the figure: the body, the hands and the insets that the program shows, from CC0 data."""
