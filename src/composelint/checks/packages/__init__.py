"""Package managers inside a build."""
