"""What sessions of every protocol have in common: what came and what it answers, files, pacing."""
