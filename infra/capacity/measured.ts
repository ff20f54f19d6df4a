/**
 * What one record takes, from `npm run bench -- capacity record-sizes slope` (docs/profiles.md says on which machine). Spans and lines are those
 * of the demo fleet: a run of an agent is a trace of about a dozen spans with GenAI attributes, without content.
 */
export const measured = {
  /** Bytes on disk of one span in Jaeger's badger. */
  spanBytesJaeger: 510,
  /** Bytes on disk of one span in the hub's database, its share of executions, calls and indexes included. */
  spanBytesHub: 450,
  /** Bytes on disk of one event in the hub's database, indexes included. */
  eventBytesHub: 460,
  /** Events that the shim sends for each span of a run: when it starts and when it ends. */
  eventsPerSpan: 2,
  /** Seconds of a core that 100,000 agent spans take, until they are executions. */
  hubCpuSeconds: 3.5,
  postgresCpuSeconds: 4,
  /** Bytes on disk of one log line in Loki, structured metadata and index included. */
  lineBytesLoki: 270,
  /** Bytes on disk of one sample in Prometheus' blocks. */
  sampleBytesPrometheus: 2,
  /** Bytes of memory of one active series in Prometheus. */
  seriesMemoryPrometheus: 2000,
  /** Spans a second that one core of the collector passes on to all backends. */
  spansPerCoreCollector: 4500,
} as const;
