"""runaround finds where customer-service bots give people the runaround."""

__version__ = "0.1.0"

__all__ = ["__version__"]
