"""Object storage on a laptop: an S3 server of its own, with files on disk if asked, and faults if planned."""

from sandbox.bucket.faults import StorageFault
from sandbox.bucket.server import Bucket

__all__ = ["Bucket", "StorageFault"]
