"""Amazon Lex V2: requests that are signed, sessions, and what answers hold."""
