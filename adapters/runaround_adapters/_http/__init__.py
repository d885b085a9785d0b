"""Bots behind plain HTTP: one request a turn, polled, or streamed; and the presets of bot builders."""
