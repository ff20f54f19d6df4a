/** CANCELLED, DEADLINE_EXCEEDED, ABORTED, OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS. */
const transient = new Set([1, 4, 10, 11, 14, 15]);
const RESOURCE_EXHAUSTED = 8;
const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo';

/** Whether a call that ended with this status may be tried again (OTLP specification, "OTLP/gRPC Response"). */
export function retryableStatus(code: number, hasRetryInfo: boolean): boolean {
  return transient.has(code) || (code === RESOURCE_EXHAUSTED && hasRetryInfo);
}

/**
 * The delay in milliseconds that `grpc-status-details-bin` asks for: a google.rpc.Status in base64, among
 * whose details is a google.rpc.RetryInfo. undefined where it says none, or cannot be read.
 */
export function retryDelayMs(details: string | undefined): number | undefined {
  if (!details) return undefined;
  try {
    for (const detail of fields(Buffer.from(details, 'base64'), 3)) {
      const [type] = fields(detail.bytes, 1);
      const [value] = fields(detail.bytes, 2);
      if (type?.bytes.toString() !== RETRY_INFO || value === undefined) continue;
      const [delay] = fields(value.bytes, 1);
      const duration = delay?.bytes ?? Buffer.alloc(0);
      const [seconds, nanoseconds] = [
        fields(duration, 1)[0]?.number ?? 0,
        fields(duration, 2)[0]?.number ?? 0,
      ];
      return seconds * 1000 + nanoseconds / 1e6;
    }
  } catch {
    // Then it says nothing.
  }
  return undefined;
}

interface Field {
  readonly number: number;
  readonly bytes: Buffer;
}

/** The fields of a protobuf message with this number: varints as numbers, the rest as bytes. */
function fields(message: Buffer, wanted: number): Field[] {
  const found: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; shift < 64; shift += 7) {
      const byte = message.readUInt8(at);
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError('a varint is too long');
  };
  while (at < message.length) {
    const tag = varint();
    const wire = tag & 7;
    const number = wire === 0 ? varint() : 0;
    const length = wire === 2 ? varint() : wire === 1 ? 8 : wire === 5 ? 4 : 0;
    if (at + length > message.length) throw new RangeError('a field is cut off');
    if (Math.floor(tag / 8) === wanted) found.push({ number, bytes: message.subarray(at, at + length) });
    at += length;
  }
  return found;
}
