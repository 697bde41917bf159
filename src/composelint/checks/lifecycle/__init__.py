"""Starting again, stopping, and what runs in between: restarts, signals, commands, logs."""
