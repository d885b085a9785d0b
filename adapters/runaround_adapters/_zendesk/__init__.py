"""Sunshine Conversations, played to a bot that is integrated with it."""
