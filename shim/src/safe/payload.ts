import { currentConfig } from '../config/current-config.ts';
import { bounded } from './bounded.ts';
import { type Cut, cut } from './cut.ts';
import { redactText } from './redact.ts';
import { serialise } from './serialise.ts';

/** Texts are looked at for this many times the budget that they are cut to. */
const SLACK = 4;

/** A value as it may be recorded: a text as it is, anything else as JSON; redacted, then cut to the budget. */
export function payload(value: unknown): Cut {
  const { maxPayloadBytes } = currentConfig().agent;
  if (typeof value !== 'string') return cut(serialise(value, maxPayloadBytes), maxPayloadBytes);
  const start = bounded(value, maxPayloadBytes * SLACK);
  const result = cut(redactText(start), maxPayloadBytes);
  return start === value ? result : { text: result.text, bytesBefore: Buffer.byteLength(value) };
}
