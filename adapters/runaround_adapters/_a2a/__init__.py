"""The parts of the A2A adapter."""
