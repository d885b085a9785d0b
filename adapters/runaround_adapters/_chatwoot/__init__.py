"""The parts of the Chatwoot adapters."""
