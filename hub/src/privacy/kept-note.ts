import { isoOfMicros, nowMicros } from '../store/micros.ts';
import { keptKinds, type RetentionKind, type RetentionSettings } from './retention.ts';

const HOUR_US = 3_600_000_000;

/** What an answer says that was asked for a time before what is kept; microseconds. Without a time it says nothing. */
export function keptNote(
  settings: RetentionSettings,
  kind: RetentionKind,
  fromUs: number | undefined,
): { note?: string } {
  const kept = keptKinds(settings).find((one) => one.kind === kind);
  if (fromUs === undefined || kept === undefined) return {};
  const sinceUs = nowMicros() - kept.hours * HOUR_US;
  if (fromUs >= sinceUs) return {};
  const name = `${kind[0]?.toUpperCase()}${kind.slice(1)}`;
  return {
    note: `${name} are kept for ${kept.hours / 24} days (${kept.setting}): what was before ${isoOfMicros(sinceUs).slice(0, 10)} is gone.`,
  };
}

/** One note of several. */
export function joinNotes(...notes: readonly { readonly note?: string }[]): { note?: string } {
  const said = notes.flatMap(({ note }) => note ?? []);
  return said.length === 0 ? {} : { note: said.join(' ') };
}
