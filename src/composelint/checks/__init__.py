"""One function per rule, named like its slug."""
