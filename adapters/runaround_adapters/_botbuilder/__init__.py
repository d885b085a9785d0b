"""The parts of the adapters that speak in Bot Framework activities."""
