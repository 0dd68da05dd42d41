"""What is done, late and due: pure figures, then tables for people and machines."""
