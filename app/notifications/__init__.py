"""The outbox: every mail is a row first, so that none is lost."""
