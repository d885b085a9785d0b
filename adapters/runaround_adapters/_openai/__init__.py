"""The parts of the OpenAI-compatible adapter."""
