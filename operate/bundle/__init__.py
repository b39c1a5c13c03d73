"""`python -m operate.bundle`: from functions/ to build/bundle/ and build/handover.zip.

The stages, each a module that knows nothing of the others:

- interpreter: find the Python that the platform runs, since byte code is for one version only;
- dependencies: install the pinned packages for it, once per list (kept in build/dependencies);
- pruning: which files of a package the bundle never needs;
- compiling: byte code that stays valid after unzipping;
- archive: the same bytes for the same files;
- sizes: what weighs how much.

Why so: a cold start is a customer who waits (byte code cuts it to a third, the number of files is what /init
costs), and OpenWhisk would run pip inside every cold start if it found a requirements file.
"""
