"""An authority's home folder, read. Nothing here writes or decides."""
