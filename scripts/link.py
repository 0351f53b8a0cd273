"""Put the project on the path of this virtual environment and make its console command.

Same effect as an editable install, without a build backend to fetch: one ``.pth`` file and one
launcher, both pointing at this checkout.
"""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LAUNCHER = """\
#!/bin/sh
'''exec' "{python}" "$0" "$@"
' '''
import sys

from banso.interfaces.commands.cli import main

if __name__ == "__main__":  # a spawned worker process imports this file once more
    sys.argv[0] = "banso"
    sys.exit(main())
"""


def main() -> None:
    site = Path(sysconfig.get_paths()["purelib"])
    (site / "banso.pth").write_text(f"{PROJECT}\n", encoding="utf-8")
    launcher = Path(sys.executable).with_name("banso")
    launcher.write_text(LAUNCHER.format(python=sys.executable), encoding="utf-8")
    launcher.chmod(0o755)


if __name__ == "__main__":
    main()
