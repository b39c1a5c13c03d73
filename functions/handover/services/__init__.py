"""One module or small package for each outside system. Services know no use case."""
