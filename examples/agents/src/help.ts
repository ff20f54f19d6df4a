/** What `--help` prints. */
export const help = `Demo agents for Observatory: real tool calls, replayed model answers, no keys.

  npm run fleet -- [options]

  --rate N        runs that start per minute (20)
  --failures S    share of the runs that fail, 0 to 1 (0.15)
  --stuck S       runs that start and go silent: a share below 1, or how many in all (0.02)
  --retries S     share of the runs that get over a fault by trying again, 0 to 1 (0.12)
  --fault KIND    only this goes wrong, such as http_500 or rate_limited (anything)
  --seed N        the same seed gives the same runs in the same order (1561)
  --speed F       how many times faster than recorded the models answer (1)
  --runs N        end after N runs (goes on)
  --duration T    start no run after this time, such as 90s or 5m (goes on)
  --quiet         print nothing but problems
  --help          this text

The OTEL_* variables say where telemetry goes, as for every service:
  OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318
`;
