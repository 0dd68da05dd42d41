"""What happened, kept: append-only events, the rows they lead to, and the stored bytes."""
