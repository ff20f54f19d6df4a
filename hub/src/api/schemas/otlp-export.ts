import Type from 'typebox';
import { Fields } from './parts.ts';

const Grouped = (what: string) =>
  Type.Array(Fields('One sender, with its scopes and what each sent.'), { description: what });

/** OTLP's own messages: their form is that of opentelemetry-proto, not ours. */
export const OtlpTraces = Type.Object(
  { resourceSpans: Grouped('As an ExportTraceServiceRequest has them.') },
  { $id: 'OtlpTraces' },
);
export const OtlpLogs = Type.Object(
  { resourceLogs: Grouped('As an ExportLogsServiceRequest has them.') },
  { $id: 'OtlpLogs' },
);
export const OtlpMetrics = Type.Object(
  { resourceMetrics: Grouped('As an ExportMetricsServiceRequest has them.') },
  { $id: 'OtlpMetrics' },
);

export const otlpExportSchemas = [OtlpTraces, OtlpLogs, OtlpMetrics];
