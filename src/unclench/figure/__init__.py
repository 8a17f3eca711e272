"""The figure: body, hands and insets as meshes, for the pages and for drawings."""
