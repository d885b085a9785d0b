"""The parts of the adapter for Botpress's Chat API."""
