import { redactText } from '../safe/redact.ts';

/** What lets a service in where a receiver says no. */
export const ACCESS_HINT = ' (OTEL_EXPORTER_OTLP_HEADERS says who sends)';

const LONGEST_REASON = 200;
const READ_CHARACTERS = 4000;

/** Why a receiver lets nobody in, in the words of its answer where those are text or JSON, for the end of a sentence. */
export function accessRefusal(contentType: string, body: Uint8Array): string {
  if (!/^(text\/plain|application\/([\w.-]+\+)?json)\b/i.test(contentType)) return ACCESS_HINT;
  const text = Buffer.from(body).toString().slice(0, READ_CHARACTERS).replace(/\s+/g, ' ').trim();
  // Redacted before it is cut: half a secret looks like none.
  return text === '' ? ACCESS_HINT : `: ${redactText(text).slice(0, LONGEST_REASON)}${ACCESS_HINT}`;
}
