/** What a server needs to know of each command, and says nothing of it. */
const leftOut = new Set(['lsid', '$db', '$clusterTime', 'txnNumber', '$readPreference', 'apiVersion']);
const [DEEPEST, MOST, LONGEST] = [6, 30, 4000];

/** The form of a command or document, as JSON: each value is `?`, of a list the first member is shown. */
export function commandForm(command: object): string {
  return JSON.stringify(formOf(command, 0)).slice(0, LONGEST);
}

function formOf(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth === DEEPEST) return '?';
  if (Array.isArray(value)) {
    if (value.length === 0) return [];
    return [formOf(value[0], depth + 1), ...(value.length > 1 ? ['…'] : [])];
  }
  if (!isDocument(value)) return '?';
  const entries = (value instanceof Map ? [...value] : Object.entries(value)).filter(
    ([name]) => !leftOut.has(String(name)),
  );
  const shown = entries.slice(0, MOST).map(([name, member]) => [name, formOf(member, depth + 1)]);
  return Object.fromEntries(entries.length > MOST ? [...shown, ['…', '…']] : shown);
}

/** Ids, dates, bytes and numbers of BSON are values. */
function isDocument(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return value instanceof Map || prototype === Object.prototype || prototype === null;
}
