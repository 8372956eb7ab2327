"""`python -m multiguna.cli`: the same as the `multiguna` command."""

from multiguna.cli.main import main

if __name__ == "__main__":
    main()
