"""The nouns of the project: frozen values that know nothing of files, clocks or databases.

Every other folder imports from here; this folder imports nothing else of the package.
"""
