"""One view per reader, rendered once and stamped for each person; every byte read back before it may leave."""
