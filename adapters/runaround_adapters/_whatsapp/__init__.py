"""WhatsApp's Cloud API, played to a bot behind a business's number."""
