import { type CacheQuirk, type DialectFact, dialects } from '@observatory/shim/conventions';
import type { Attributes, SpanRecord } from '../otlp/records.ts';
import type { AttributeReader, Found } from './attribute-reader.ts';
import { amountOf, countOf, timeUsOf } from './count.ts';
import type { Usage } from './facts.ts';
import { usageOf } from './usage.ts';

export interface Models {
  readonly provider: string | null;
  readonly requestModel: string | null;
  readonly responseModel: string | null;
}

const quirks = dialects.flatMap((dialect) => dialect.cacheQuirks ?? []);
const quirkyScopes = new Set(quirks.map((quirk) => quirk.scope));

/** Tokens of an inference's span or event; `scope` is the name of the instrumentation that made it. */
export function readUsage(
  reader: AttributeReader,
  attributes: Attributes,
  scope: string,
  models: Models,
): Usage | null {
  const tokens = (fact: DialectFact): Found<number> | null => reader.first(fact, countOf);
  const cacheRead = tokens('cacheReadTokens');
  const cacheWrite = tokens('cacheWriteTokens');
  const reasoning = tokens('reasoningTokens');
  return usageOf({
    input: tokens('inputTokens')?.value ?? null,
    output: tokens('outputTokens')?.value ?? null,
    total: tokens('totalTokens')?.value ?? null,
    cacheRead: cacheRead?.value ?? null,
    cacheWrite: cacheWrite?.value ?? null,
    reasoning: reasoning?.value ?? null,
    cacheLeftOut:
      quirkyScopes.has(scope) && quirks.some((quirk) => applies(quirk, scope, attributes, models)),
    cacheOutside: cacheRead?.outside === true || cacheWrite?.outside === true,
    reasoningOutside: reasoning?.outside === true,
  });
}

const firstChunkEvents = dialects.flatMap((dialect) => dialect.firstChunkEvent ?? []);

/** After how many microseconds the first chunk of a streamed answer came; `span` is null of an event. */
export function readFirstChunk(
  reader: AttributeReader,
  span: Pick<SpanRecord, 'startUs' | 'events'> | null,
): number | null {
  const seconds = reader.first('firstChunkSeconds', amountOf);
  if (seconds !== null) return wholeUs(seconds.value * 1e6);
  const ms = reader.first('firstChunkMs', amountOf);
  if (ms !== null) return wholeUs(ms.value * 1000);
  if (span === null) return null;
  const at = reader.first('firstChunkAt', timeUsOf)?.value;
  const atUs =
    at ??
    (span.events.length === 0
      ? undefined
      : span.events.find(({ name }) => firstChunkEvents.includes(name))?.timeUs);
  return atUs === undefined ? null : wholeUs(atUs - span.startUs);
}

/** Times with more than microseconds are rounded; null for what is negative or beyond a number. */
function wholeUs(us: number): number | null {
  const whole = Math.round(us);
  return Number.isSafeInteger(whole) && whole >= 0 ? whole : null;
}

/** What the sender says the inference cost, in US dollars; another currency is not converted. */
export function readCost(reader: AttributeReader): number | null {
  const cost = reader.first('cost', amountOf);
  if (cost === null) return null;
  const currency = reader.text('costCurrency');
  return currency === null || currency.toUpperCase() === 'USD' ? cost.value : null;
}

function applies(quirk: CacheQuirk, scope: string, attributes: Attributes, models: Models): boolean {
  if (quirk.scope !== scope) return false;
  if (quirk.unless !== undefined && attributes[quirk.unless] !== undefined) return false;
  if (quirk.providers === undefined && quirk.modelPart === undefined) return true;
  if (models.provider !== null && quirk.providers?.includes(models.provider)) return true;
  const part = quirk.modelPart;
  return (
    part !== undefined && [models.requestModel, models.responseModel].some((name) => name?.includes(part))
  );
}
