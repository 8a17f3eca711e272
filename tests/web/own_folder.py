"""Importing this moves the data folder: no test may read or change the data of the person who runs the tests."""

import atexit
import os
import shutil
import tempfile

FOLDER = tempfile.mkdtemp(prefix="unclench-tests-")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ["UNCLENCH_DATA"] = FOLDER
