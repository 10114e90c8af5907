"""An organization's own page, by mailed link: change what it says, renew, leave, take its data, show a badge."""
