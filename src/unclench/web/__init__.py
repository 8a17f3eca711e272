"""The web: a Django project on one's own machine. Only this room knows Django, and only `cli` imports it."""
