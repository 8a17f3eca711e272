TYPE_CHECKING = False  # type checkers take it for true; `typing` need not be loaded for it

if TYPE_CHECKING:
    __version__: str
else:

    def __getattr__(name):
        """`__version__` comes from the installed package, looked up only when somebody asks."""
        if name == "__version__":
            from importlib.metadata import version

            return version("unclench")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
