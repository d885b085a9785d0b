"""Fakes: servers that speak the protocols of this package's adapters, in front of any bot."""
