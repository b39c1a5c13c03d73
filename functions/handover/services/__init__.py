"""One module or small package per outside system. Services know no use case."""
