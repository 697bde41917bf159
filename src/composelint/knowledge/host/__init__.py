"""What a container may touch of its host: the kernel's capabilities, sockets, devices, settings, and groups."""
