"""Campaigns: what is asked, of whom, in which words, and whether people can sign."""
