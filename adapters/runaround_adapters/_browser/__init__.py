"""Chat widgets of web pages, in a real browser: pages are opened and watched, and what they show becomes messages."""
