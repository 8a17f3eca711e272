"""Looking things up: techniques, places, muscles and points, each with a page that leads on to the others."""
