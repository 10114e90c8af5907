"""Every published version of the text that people sign, in every language."""
