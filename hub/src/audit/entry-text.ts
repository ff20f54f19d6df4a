import type { AuditEntry } from './audit.ts';

const MOST_CHARACTERS = { name: 200, target: 500, detail: 300 };
const MOST_DETAILS = 20;

/**
 * An entry as the JSON text that is hashed and stored: keys always in this order, texts cut, and every character that
 * a terminal or a log reader could take for more than itself escaped, so that no name forges a second line.
 */
export function entryText(entry: AuditEntry, at: Date = new Date()): string {
  const { name, target, detail } = MOST_CHARACTERS;
  const details = Object.entries(entry.detail ?? {}).slice(0, MOST_DETAILS);
  return escapeControls(
    JSON.stringify({
      at: at.toISOString(),
      project: bounded(entry.project, name),
      actor: {
        kind: entry.actor.kind,
        id: bounded(entry.actor.id, name),
        name: bounded(entry.actor.name, name),
      },
      address: entry.address === null ? null : bounded(entry.address, name),
      action: bounded(entry.action, name),
      target: bounded(entry.target, target),
      outcome: entry.outcome,
      status: entry.status ?? null,
      request: entry.request === undefined ? null : bounded(entry.request, name),
      detail: Object.fromEntries(
        details.map(([key, value]) => [
          bounded(key, name),
          typeof value === 'string' ? bounded(value, detail) : value,
        ]),
      ),
    }),
  );
}

/** PostgreSQL's JSON has neither U+0000 nor halves of surrogate pairs. */
function bounded(text: string, most: number): string {
  return text.slice(0, most).toWellFormed().replaceAll('\u0000', '\uFFFD');
}

/** C0 is escaped by JSON; here DEL, C1, line separators, and what turns the direction of text. */
function escapeControls(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
