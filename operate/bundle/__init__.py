"""`python -m operate.bundle` builds build/bundle/ and build/handover.zip from functions/.

The stages, each a module that does not import the others:

- interpreter: find the Python version of the platform, because byte code is for one version only;
- dependencies: install the pinned packages for it, once per list (cached in build/dependencies);
- pruning: leave out the files of a package that the bundle never needs;
- trimming: cut what a package would load to what the bundle uses;
- shaking: keep of a module only what the bundle calls;
- compiling: write byte code that stays valid after unzipping;
- packing: put the packages into one archive that Python imports from;
- archive: write a reproducible zip;
- sizes: report the size of each package.

During a cold start a customer waits. Byte code cuts it to a third, and OpenWhisk's /init takes longer with every file. With
a requirements file in the zip, OpenWhisk would run pip in every cold start.
"""
