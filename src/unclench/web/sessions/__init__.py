"""The composed session: its page, its changes, the player, how it was, and what came before."""
