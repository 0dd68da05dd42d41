"""Where a message leaves the program: a mail relay, a local folder, a pile to print.

`protocol` says what every way out has in common; the others keep it. Only this folder talks to the outside.
"""
