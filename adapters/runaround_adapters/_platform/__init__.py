"""What adapters that play a whole platform in front of a bot share: its API on this machine, webhooks, files."""
