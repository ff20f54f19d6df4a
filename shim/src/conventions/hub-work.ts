/** What the hub does by itself, each a span where it tells of itself (docs/hub-itself.md). */
export type HubJob =
  | 'fold'
  | 'figures'
  | 'partitions'
  | 'size'
  | 'sweep'
  | 'health'
  | 'rules'
  | 'notifications'
  | 'erasures';

/** Names of the hub's spans about itself; those of its requests are their method and route. */
export const hubSpanName = {
  /** A piece of work that the hub does by itself. */
  job: (job: HubJob) => `job ${job}`,
  /** Storing what one request sent: `traces`, `logs` or `metrics`. */
  ingest: (signal: string) => `ingest ${signal}`,
} as const;
