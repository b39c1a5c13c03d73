"""Object storage on a laptop: an S3 server in this process, which fails when a test plans a fault."""

from sandbox.bucket.faults import StorageFault
from sandbox.bucket.server import Bucket

__all__ = ["Bucket", "StorageFault"]
