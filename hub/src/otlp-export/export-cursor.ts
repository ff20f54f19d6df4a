import Type, { type Static, type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { HubError } from '../errors.ts';
import { jsonOrUndefined } from '../integrations/json-or-undefined.ts';
import type { ExportWindow } from './export-window.ts';

const Us = Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER });
const hex = (digits: number) => Type.String({ pattern: `^[0-9a-f]{${digits}}$` });

/** The last row of a page, by signal, in the order of its pages. */
export const places = {
  traces: Type.Tuple([hex(32), hex(16), Us]),
  logs: Type.Tuple([Us, Type.String({ maxLength: 600, pattern: '^[^\\u0000]*$' }), Type.Boolean()]),
  metrics: Type.Tuple([Type.String({ pattern: '^\\d{1,19}$' }), Us]),
} as const;
export type Place<S extends keyof typeof places> = Static<(typeof places)[S]>;

/** A place in an export, with the time that it is of: "now" must not move from page to page. */
export function sealExport(window: ExportWindow, place: readonly unknown[]): string {
  return Buffer.from(JSON.stringify([window.sinceUs, window.untilUs, place])).toString('base64url');
}

export function openExport<P extends TSchema>(
  cursor: string,
  place: P,
): { window: ExportWindow; place: Static<P> } {
  const Bound = Type.Union([Us, Type.Null()]);
  const value = jsonOrUndefined(Buffer.from(cursor, 'base64url').toString());
  if (Value.Check(Type.Tuple([Bound, Bound, place]), value)) {
    const [sinceUs, untilUs, found] = value as [number | null, number | null, Static<P>];
    return { window: { sinceUs, untilUs }, place: found };
  }
  throw new HubError(
    'OBS_BAD_REQUEST',
    `Expected the cursor of the header Link of the page before, got "${cursor.slice(0, 40)}". Ask for the first page again.`,
    { where: 'query.cursor' },
  );
}
