/** What Prometheus sets itself, or gives a meaning of its own. */
const reserved = new Set(['job', 'instance', 'le', 'quantile']);
/** Ids (design decision 3), by the names that services give them, in small letters without marks. */
const ids = new Set([
  'userid',
  'sessionid',
  'taskid',
  'requestid',
  'executionid',
  'conversationid',
  'traceid',
  'spanid',
  'genaiconversationid',
  'observatorytaskid',
  'observatoryexecutionid',
  'email',
]);
const idForms = [
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  // Trace ids and execution ids.
  /^(?:[0-9a-f]{32}|[0-9a-f]{48})$/i,
  /^[^\s@]{1,64}@[^\s@]{1,255}\.[a-z]{2,63}$/i,
];

/** Characters of a label's value that are kept. */
export const MAX_VALUE_LENGTH = 200;
/** Labels of one measurement. */
export const MAX_LABELS = 32;
const MAX_NAME_LENGTH = 200;

/** Whether a label of this name holds an id. */
export function idLabel(name: string): boolean {
  return name.length < 50 && ids.has(name.replace(/[^a-zA-Z]/g, '').toLowerCase());
}

/** Whether a value has the form of a UUID, a trace or execution id, or an e-mail address. */
export function looksLikeId(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 400 && idForms.some((form) => form.test(value));
}

/** Labels that Prometheus cannot tell apart have one key. */
export function labelKey(name: string): string {
  return name.replace(/[^a-zA-Z0-9]+/g, '_');
}

/** Whether Prometheus can keep a label of this name beside `others`. */
export function validLabel(name: string, others: Iterable<string>): boolean {
  if (name.length > MAX_NAME_LENGTH || !/^[a-zA-Z]/.test(name) || reserved.has(name)) return false;
  const key = labelKey(name);
  for (const other of others) if (labelKey(other) === key) return false;
  return true;
}

/** The same text, which does not hold a longer one in memory that it was cut from. */
export function ownCopy(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}
