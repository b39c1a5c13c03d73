"""Object storage on a laptop: an S3 server in this process, with planned faults."""

from sandbox.bucket.faults import StorageFault
from sandbox.bucket.server import Bucket

__all__ = ["Bucket", "StorageFault"]
