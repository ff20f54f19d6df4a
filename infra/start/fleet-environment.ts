const AN_ENDPOINT = /^OTEL_EXPORTER_OTLP_(\w+_)?ENDPOINT$/;

/**
 * What the demo fleet gets besides the environment of `npm start`: where the hub takes telemetry, the hub's key where
 * it has one, and no port of its own, since a reader's first service expects 9464 free. What the reader set stays; a
 * fleet that is sent elsewhere does not get the key of this hub.
 */
export function fleetEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  hub: { readonly endpoint: string; readonly apiKey: string | null },
): Record<string, string> {
  const isElsewhere = Object.entries(env).some(([name, value]) => AN_ENDPOINT.test(name) && value);
  const given = env.OTEL_EXPORTER_OTLP_HEADERS;
  // Values of the variable are percent-encoded (OpenTelemetry, OTLP exporter configuration).
  const key = `authorization=${encodeURIComponent(`Bearer ${hub.apiKey}`)}`;
  return {
    PROMETHEUS_PORT: env.PROMETHEUS_PORT || 'off',
    OTEL_EXPORTER_OTLP_ENDPOINT: env.OTEL_EXPORTER_OTLP_ENDPOINT || hub.endpoint,
    ...(!isElsewhere &&
      hub.apiKey !== null && { OTEL_EXPORTER_OTLP_HEADERS: given ? `${key},${given}` : key }),
  };
}
