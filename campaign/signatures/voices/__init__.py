"""Voices: comments that signers want shown beside their name, and the person who reads each first."""
