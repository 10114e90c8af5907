"""What registers, rules and verdicts say, in words for people."""
