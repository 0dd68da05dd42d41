"""Who gets which copy, what must hold before it leaves, and the protocol by which it does."""
