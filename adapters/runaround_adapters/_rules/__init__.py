"""Pure: what a target file says, and what its rules make of what a bot sends."""
