"""The settings of the app, in a data folder that is gone afterwards."""

import tests.web.own_folder
from unclench.web import settings

assert str(settings.DATABASES["default"]["NAME"]).startswith(tests.web.own_folder.FOLDER)
globals().update({name: getattr(settings, name) for name in dir(settings) if name.isupper()})
# Said, because pytest-xdist would else make a file name of its own for an engine that it does not know.
globals()["DATABASES"]["default"]["TEST"] = {"NAME": ":memory:"}
