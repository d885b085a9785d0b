"""The edge: bytes that go out and come in, bounded, logged with secrets masked, every trouble in our own words."""
