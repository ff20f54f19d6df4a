/** The id of an occurrence, as the API and events give it: the alert's fingerprint and when it began. */
export function alertId(fingerprint: string, startsUs: number): string {
  return `${fingerprint}-${startsUs.toString(36)}`;
}

/** What an id says; null where it is none. */
export function readAlertId(id: string): { fingerprint: string; startsUs: number } | null {
  const [, fingerprint, start] = /^([0-9a-zA-Z_]{1,64})-([0-9a-z]{1,11})$/.exec(id) ?? [];
  if (fingerprint === undefined || start === undefined) return null;
  const startsUs = Number.parseInt(start, 36);
  return Number.isSafeInteger(startsUs) ? { fingerprint, startsUs } : null;
}
