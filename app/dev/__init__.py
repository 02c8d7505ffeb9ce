"""Pages for development only; never registered in production."""
