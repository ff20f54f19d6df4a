import { currentConfig } from '../config/current-config.ts';
import { cut } from '../safe/cut.ts';
import { isSecretName, REDACTED } from '../safe/redact.ts';
import { serialise } from '../safe/serialise.ts';

/**
 * What the metadata of one line may still take. The limits keep a log record within what Loki accepts by
 * default, 64 KB and 128 members of structured metadata, with room for the error and the context.
 */
export interface Room {
  /** About; of UTF-8. */
  bytes: number;
  members: number;
}

const MAX_MEMBERS = 80;
const LONGEST_KEY = 200;
/** The metadata of a line may be this many times the budget of one value. */
const VALUES = 3;
const LEFT_OUT = '[left out]';
const SHORT_TEXT = 256;
/** About what a number or boolean takes. */
const SHORT = 8;

export function newRoom(): Room {
  return { bytes: currentConfig().agent.maxPayloadBytes * VALUES, members: MAX_MEMBERS };
}

/**
 * Adds a member to the metadata of a line as far as there is room: primitives as they are, anything else
 * without cycles and things that JSON does not know; long values cut, those of secret names hidden.
 */
export function addSafely(metadata: Record<string, unknown>, key: string, value: unknown, room: Room): void {
  if (value === undefined) return;
  if (room.members <= 0 || room.bytes <= 0) {
    room.members = -1;
    metadata['…'] = LEFT_OUT;
    return;
  }
  // Assigned, this name would set the prototype.
  const name =
    key.length > LONGEST_KEY ? key.slice(0, LONGEST_KEY) : key === '__proto__' ? '[__proto__]' : key;
  room.members -= 1;
  room.bytes -= name.length;
  metadata[name] = isSecretName(key) && value !== null ? REDACTED : safeValue(value, room);
}

function safeValue(value: unknown, room: Room): unknown {
  switch (typeof value) {
    case 'string': {
      const { text } = cut(value, Math.min(room.bytes, currentConfig().agent.maxPayloadBytes));
      // Counting bytes would cost short texts more than it is worth.
      room.bytes -= text.length < SHORT_TEXT ? text.length : Buffer.byteLength(text);
      return text;
    }
    case 'boolean':
      room.bytes -= SHORT;
      return value;
    case 'number':
      room.bytes -= SHORT;
      return Number.isFinite(value) ? value : String(value);
    default:
      return value === null ? null : plainCopy(value, room);
  }
}

/** How far beyond its budget `serialise` goes. */
const SERIALISE_SLACK = 4;

function plainCopy(value: unknown, room: Room): unknown {
  const budget = Math.min(room.bytes, currentConfig().agent.maxPayloadBytes);
  const text = serialise(value, budget / SERIALISE_SLACK);
  room.bytes -= text.length;
  return JSON.parse(text);
}
