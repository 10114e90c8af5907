"""Lists of people who signed elsewhere: on paper, or on another platform."""
