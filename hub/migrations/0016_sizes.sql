-- What the database took on disk, every five minutes while a hub ran: from it follows when the disk is full, and when no
-- hub was there. It is of the database as a whole, so of no project.
CREATE TABLE database_sizes (
  sampled_at timestamptz PRIMARY KEY,
  bytes bigint NOT NULL,
  -- Of the disk that the hub's own database lies on; NULL with DATABASE_URL.
  free_bytes bigint
);
