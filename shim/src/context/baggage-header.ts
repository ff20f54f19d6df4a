import { type Baggage, type BaggageEntry, baggageEntryMetadataFromString } from '@opentelemetry/api';

/** Limits of the W3C Baggage specification ("Limits"), and the longest single member as OpenTelemetry has it. */
const MAX_BYTES = 8192;
const MAX_MEMBERS = 180;
const MAX_MEMBER_BYTES = 4096;
/** What a header can hold; anything else would make the request of the service throw that is to carry it. */
const SENDABLE = /^[\t\x20-\x7e]*$/;

/** The `baggage` header of these entries; what does not fit within the limits is left out. '' where nothing is left. */
export function formatBaggage(entries: Iterable<readonly [string, BaggageEntry]>): string {
  let header = '';
  let count = 0;
  for (const [name, entry] of entries) {
    const member = formatMember(name, entry);
    if (member === undefined || member.length > MAX_MEMBER_BYTES || !SENDABLE.test(member)) continue;
    if (header.length + 1 + member.length > MAX_BYTES) continue;
    header = header === '' ? member : `${header},${member}`;
    count += 1;
    if (count === MAX_MEMBERS) break;
  }
  return header;
}

function formatMember(name: string, { value, metadata }: BaggageEntry): string | undefined {
  try {
    const properties = metadata === undefined ? '' : `;${metadata.toString()}`;
    return `${encodeURIComponent(name)}=${encodeURIComponent(value)}${properties}`;
  } catch {
    // Half of a surrogate pair has no encoding.
    return undefined;
  }
}

/** The members of a `baggage` header that can be read, within the limits; of a name given twice, the last. */
export function parseBaggage(header: string): Map<string, BaggageEntry> {
  const entries = new Map<string, BaggageEntry>();
  const text = header.slice(0, MAX_BYTES + 1);
  let start = 0;
  while (start < text.length && entries.size < MAX_MEMBERS) {
    const comma = text.indexOf(',', start);
    const end = comma === -1 ? text.length : comma;
    // A member that reaches past the limit might be half of one.
    if (end > MAX_BYTES) break;
    parseMember(text.slice(start, end), entries);
    start = end + 1;
  }
  return entries;
}

function parseMember(member: string, entries: Map<string, BaggageEntry>): void {
  const [pair = '', ...properties] = member.split(';');
  const equals = pair.indexOf('=');
  if (equals <= 0) return;
  try {
    const name = decodeURIComponent(pair.slice(0, equals).trim());
    const value = decodeURIComponent(pair.slice(equals + 1).trim());
    if (name === '' || value === '') return;
    const metadata = baggageEntryMetadataFromString(properties.join(';'));
    entries.set(name, properties.length === 0 ? { value } : { value, metadata });
  } catch {
    // Not percent-encoded as it should be: this member says nothing.
  }
}

/** As `parseBaggage`, of OpenTelemetry's own form. */
export function entriesOf(baggage: Baggage | undefined): Map<string, BaggageEntry> {
  return new Map(baggage?.getAllEntries());
}
