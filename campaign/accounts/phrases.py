"""What Flask-Security says, in this site's words."""

PHRASES = {
    "GENERIC_AUTHN_FAILED": (
        "This address and this password do not fit together. After five wrong tries we wait before we look again.",
        "error",
    ),
    "EMAIL_NOT_PROVIDED": ("Type your e-mail address.", "error"),
    "INVALID_EMAIL_ADDRESS": ("This is not an e-mail address. It needs a name, an @ and a domain.", "error"),
    "PASSWORD_NOT_PROVIDED": ("Type your password.", "error"),
    "INVALID_PASSWORD": ("This is not your password.", "error"),
    "RETYPE_PASSWORD_MISMATCH": ("The two passwords differ. Type the same one twice.", "error"),
    "PASSWORD_IS_THE_SAME": ("This is the password you have now. Choose another one.", "error"),
    "PASSWORD_CHANGE": ("Your password is changed. Every other device is signed out.", "success"),
    "PASSWORD_RESET_REQUEST": (
        "If this address belongs to staff of this site, a letter with a link is on its way. It is good for one hour.",
        "info",
    ),
    "PASSWORD_RESET_NO_LOGIN": ("Your password is changed. Sign in with the new one.", "success"),
    "PASSWORD_RESET_EXPIRED": ("That link is more than an hour old. Ask for a new one here.", "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (
        "That link has been used already, or it lost its end. Ask for a new one here.",
        "error",
    ),
    "UNAUTHENTICATED": ("Sign in to go on.", "info"),
    "REAUTHENTICATION_REQUIRED": ("This needs your password once more.", "info"),
    "REAUTHENTICATION_SUCCESSFUL": ("Thank you. You can go on for five minutes.", "info"),
    "ANONYMOUS_USER_REQUIRED": ("You are signed in already.", "info"),
    "INVALID_REDIRECT": ("That address leads out of the desk.", "error"),
    "INVALID_CODE": ("Type the six figures that your app shows.", "error"),
    "TWO_FACTOR_INVALID_TOKEN": (
        "This code is not right, or it was used already. Wait for the next one and type it.",
        "error",
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": ("You are signed in.", "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        "Your second factor is set. Make recovery codes now, in case you lose the device.",
        "success",
    ),
    "TWO_FACTOR_PERMISSION_DENIED": ("Please sign in first.", "error"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": ("Press one of the buttons on this page.", "error"),
    "TWO_FACTOR_DISABLED": ("Your second factor is off. Your password alone signs you in.", "success"),
    "TWO_FACTOR_SETUP_EXPIRED": ("Setting up took more than half an hour. Please start again.", "error"),
    "INVALID_RECOVERY_CODE": ("This is none of your recovery codes, or it was used already.", "error"),
    "NO_RECOVERY_CODES_SETUP": ("You have no recovery codes yet.", "info"),
    "INVALID_INPUT": ("Some letters in this are not allowed here.", "error"),
}
