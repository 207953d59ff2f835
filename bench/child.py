"""One measure in a process of its own: `python -m bench.child module.function '{"argument": 1}'`."""

import importlib
import json
import sys

from bihuan.config import environment, keys


def main() -> None:
    """Set Django up in the scratch installation, call the function, print its answer as one line of JSON."""
    module, _, name = sys.argv[1].partition(".")
    keys.create()
    environment.load()
    import django

    django.setup()
    from django.utils import translation

    translation.activate("zh-hans")
    function = getattr(importlib.import_module(f"bench.{module}"), name)
    print(json.dumps(function(**json.loads(sys.argv[2]))))


if __name__ == "__main__":
    main()
