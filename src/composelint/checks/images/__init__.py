"""Which image runs: its name, its age, its platform."""
