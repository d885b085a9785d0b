"""runaround finds where customer-service bots give people the runaround.

    run(target, scenarios)    -> a run: plays scenarios against a bot; arun for where an event loop runs
    score(paths or records)   -> a run: judges conversations that were recorded elsewhere
    load(reference)           -> a run that is kept, judged now
    compare(before, after)    -> how one run differs from another, and what of it can be chance
    gate(run, policy)         -> whether a run may go through
    report(run, name)         -> a run as text: console, html, json, junit, markdown, csv
    frames                    -> the tables of a run for pandas

Runs are values of `runaround.model`. Nothing is loaded before it is asked for: whoever has runaround installed pays for
it in every start of pytest.
"""

__version__ = "0.1.0"

# The name alone tells type checkers to look; importing `typing` for it would cost more than all of this module.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from runaround import frames
    from runaround.api import arun, compare, gate, load, report, run, score

__all__ = ["__version__", "arun", "compare", "frames", "gate", "load", "report", "run", "score"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Return a public name of this package, which is loaded now."""
        if name not in __all__:
            msg = f"module 'runaround' has no attribute {name!r}"
            raise AttributeError(msg)
        # `from runaround import ...` would ask this function for what it is about to find.
        if name == "frames":
            import runaround.frames as found

            return found
        from runaround import api

        return getattr(api, name)

    def __dir__() -> list[str]:
        """Return the public names, loaded or not."""
        return sorted({*globals(), *__all__})
