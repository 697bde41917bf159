"""What a build fetches from elsewhere."""
