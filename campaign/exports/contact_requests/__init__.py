"""Contacts for a supporting organization: of exactly those who ticked its own box, sealed to a key of its own."""
