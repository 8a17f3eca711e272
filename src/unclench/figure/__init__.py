"""The body as a picture: its surface, the places on it, and how hands move over it."""
