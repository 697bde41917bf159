"""What starts before what, and what it waits for."""
