/**
 * What one record takes, from `npm run bench capacity` (docs/profiles.md says on which machine). Spans and lines are those
 * of the demo fleet: a run of an agent is a trace of about a dozen spans with GenAI attributes, without content.
 */
export const measured = {
  /** Bytes on disk of one span in Jaeger's badger. */
  spanBytesJaeger: 510,
  /** Bytes on disk of one span in the hub's database, its share of executions, events and indexes included. */
  spanBytesHub: 2700,
  /** Bytes on disk of one log line in Loki, structured metadata and index included. */
  lineBytesLoki: 270,
  /** Bytes on disk of one sample in Prometheus' blocks. */
  sampleBytesPrometheus: 2,
  /** Bytes of memory of one active series in Prometheus. */
  seriesMemoryPrometheus: 2000,
  /** Spans a second that one core of the collector passes on to all backends. */
  spansPerCoreCollector: 4500,
} as const;
