"""How resources say no."""

from campaign.web.errors import NotFound, Refusal


class NoSuchFile(NotFound):
    """There is no file at this address. The page of the resource has those that there are."""


class FileWithdrawn(Refusal):
    """This file was withdrawn by those who published it. The page of the resource says what took its place."""

    status = 410
    title = "This file is gone"


class SameFileThere(Refusal):
    """There is a file of this version in this language already. Give it another version, or a label that tells them
    apart."""

    title = "This version is there already"


class TooManyFiles(Refusal):
    """A resource holds 300 files at most, withdrawn ones too. Make a new resource that replaces this one."""

    title = "That is one file too many"


class ReplacesItself(Refusal):
    """A resource cannot replace itself, and not one that replaces it, directly or through others."""

    title = "This would go round in a circle"


class CannotReplace(Refusal):
    """Choose a resource of the same campaign. Only a resource of the whole site may replace one of any campaign."""

    title = "This resource cannot be replaced by that one"
