/** What one OTLP request, and all of them together, may hold. Bytes are after decompression and on the wire alike. */
export interface OtlpLimits {
  /** Largest body, as sent and as unpacked. */
  readonly maxBodyBytes: number;
  /** Bytes of all requests that are being received, decoded or stored; above it senders are asked to come back. */
  readonly maxInFlightBytes: number;
  /** Spans, log records or data points of one request. */
  readonly maxRecords: number;
  /** Messages within one request, whatever they are; in JSON, objects and lists. The smallest take two bytes each. */
  readonly maxParts: number;
  /** How deep attribute values and log bodies may be nested; a plain value has depth 1. */
  readonly maxValueDepth: number;
  /** What a sender is told to wait where the hub cannot take its request now. */
  readonly retryAfterSeconds: number;
}

export const defaultOtlpLimits: OtlpLimits = {
  maxBodyBytes: 16 * 1024 * 1024,
  maxInFlightBytes: 64 * 1024 * 1024,
  maxRecords: 100_000,
  maxParts: 1_500_000,
  maxValueDepth: 32,
  retryAfterSeconds: 2,
};
