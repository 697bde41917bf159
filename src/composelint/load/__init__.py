"""From files to a linked Stack, exactly as Compose does it; problems are values."""
