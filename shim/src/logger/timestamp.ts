let lastMs = -1;
let lastText = '';

/** The `timestamp` member of a line, ISO 8601; made once for all lines of a millisecond. */
export function timestampMember(): string {
  const now = Date.now();
  if (now !== lastMs) {
    lastMs = now;
    lastText = `,"timestamp":"${new Date(now).toISOString()}"`;
  }
  return lastText;
}
