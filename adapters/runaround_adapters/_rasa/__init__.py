"""The parts of the Rasa adapter."""
