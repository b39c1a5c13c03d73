"""Handover's bundle: takes a conversation from a chatbot into a phone call with an agent. Start reading at `runtime.py`."""

import os
import sys
import warnings

#: The bundle has its packages in one archive, because each file would be unpacked in every cold start. They come before
#: packages that the platform has installed. Beside the source there is no archive.
_PACKAGES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "packages.zip")

if os.path.isfile(_PACKAGES):
    sys.path.insert(0, _PACKAGES)
    # `requests` would say so on each cold start: the package that guesses encodings is left out of the archive.
    warnings.filterwarnings("ignore", "Unable to find acceptable character detection dependency")
