"""`python -m clients.cli.demo`: what `make run` starts once the packages are there."""

import sys

from clients.cli.demo.launch import main

sys.exit(main())
