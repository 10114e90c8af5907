"""What organizations promise, by when, and whether they did it: stated by them, judged by reviewers, shown to all."""
