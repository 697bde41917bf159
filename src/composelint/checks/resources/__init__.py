"""Memory, CPU and processes; limits, and what does not fit into them."""
