"""Selection, running, suppression: from a Stack to findings."""
