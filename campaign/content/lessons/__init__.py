"""Lessons: steps in order, objections with their answers, and questions to check oneself with, all plain Markdown."""
