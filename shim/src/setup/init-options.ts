/** What `init` may be told in code; each option wins over the variable of the same meaning. */
export interface InitOptions {
  /** `OTEL_SERVICE_NAME`. */
  readonly serviceName?: string | undefined;
  /** `OTEL_SERVICE_VERSION`. */
  readonly serviceVersion?: string | undefined;
  /** `ENVIRONMENT`. */
  readonly environment?: string | undefined;
  /** `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly endpoint?: string | undefined;
  /** `PROMETHEUS_PORT`; false for no scrape port. */
  readonly scrapePort?: number | false | undefined;
  /** `OBSERVATORY_PSEUDONYM_KEY`; one that is empty or too short is refused as there. */
  readonly pseudonymKey?: string | undefined;
  /** `OBSERVATORY_INSTRUMENT`. */
  readonly instrument?: boolean | undefined;
  /** Flush on SIGTERM, SIGINT, an uncaught exception and at the end of the process; true unless given. */
  readonly handleProcessEnd?: boolean | undefined;
  /** In place of `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}
