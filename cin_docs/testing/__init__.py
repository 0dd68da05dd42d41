"""Builders, fakes and servers for tests: shipped, and tested themselves."""
