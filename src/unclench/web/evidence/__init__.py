"""What is said about massage and mindfulness, and what is known of it: claims, studies, sources."""
