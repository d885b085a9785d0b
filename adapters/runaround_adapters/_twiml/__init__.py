"""The caller: it executes TwiML on a virtual clock."""
