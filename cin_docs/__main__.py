"""`python -m cin_docs` is `cin`."""

from cin_docs.cli import main

if __name__ == "__main__":
    main()
