"""Channels of frames, over a WebSocket or over the lines of a program."""
