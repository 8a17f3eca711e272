"""Where everything is: landmarks, regions, points and muscles on the base mesh, found on the reference body."""
