import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type * as z from 'zod';
import { type Override, overrideFileSchema, overrideOf } from './override-entry.ts';

/** The override file cannot be used: `key` is where, `expected` and `came` say why. */
export class PriceFileError extends Error {
  readonly code = 'OBS_PRICE_FILE';
  readonly path: string;
  readonly key: string;
  readonly expected: string;
  readonly came: string;

  constructor(path: string, fault: { key: string; expected: string; came: string; cause?: unknown }) {
    const place = fault.key === '' ? '' : `, ${fault.key}`;
    super(`Price file ${path}${place}: expected ${fault.expected}, came ${fault.came}.`, {
      cause: fault.cause,
    });
    this.name = 'PriceFileError';
    this.path = path;
    this.key = fault.key;
    this.expected = fault.expected;
    this.came = fault.came;
  }
}

/** Reads the override file (`OBSERVATORY_PRICES`), YAML or JSON. Throws a `PriceFileError`. */
export function readOverrides(path: string): Override[] {
  const content = parseText(path, readText(path));
  const result = overrideFileSchema.safeParse(content);
  if (!result.success) throw schemaError(path, result.error, content);
  const overrides = result.data.map(overrideOf);
  checkPeriods(path, overrides);
  return overrides;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new PriceFileError(path, {
      key: '',
      expected: 'a file that can be read',
      came: firstLine(cause),
      cause,
    });
  }
}

function parseText(path: string, text: string): unknown {
  try {
    // JSON is YAML too.
    return parse(text);
  } catch (cause) {
    throw new PriceFileError(path, { key: '', expected: 'YAML or JSON', came: firstLine(cause), cause });
  }
}

function schemaError(path: string, error: z.ZodError, content: unknown): PriceFileError {
  const issue = error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    const known =
      'provider, model, validFrom, validTo, inputPerMillion, outputPerMillion, cacheReadPerMillion, ' +
      'cacheWritePerMillion, reasoningPerMillion, perRequest or currency';
    return new PriceFileError(path, {
      key: keyText([...issue.path, key]),
      expected: `one of the keys ${known}`,
      came: 'a key that is not known',
    });
  }
  const place = issue?.path ?? [];
  return new PriceFileError(path, {
    key: keyText(place),
    expected: expectationOf(issue),
    came: valueText(place.reduce(memberOf, content)),
  });
}

const nameOfType: Readonly<Record<string, string>> = {
  array: 'a list of prices',
  object: 'a price (an object)',
  number: 'a number of 0 or more',
  string: 'a text',
};

function expectationOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code === 'too_small' && issue.origin === 'number') return 'a number of 0 or more';
  if (issue?.code === 'too_small') return 'a text that is not empty';
  if (issue?.code === 'invalid_value') return issue.values.join(' or ');
  if (issue?.code === 'invalid_type') return nameOfType[issue.expected] ?? issue.expected;
  return issue?.message ?? 'a price';
}

/** Two entries for the same thing at the same time have no order: one of them is a mistake. */
function checkPeriods(path: string, overrides: readonly Override[]): void {
  for (const [index, entry] of overrides.entries()) {
    if (entry.fromMs >= entry.toMs) {
      throw new PriceFileError(path, {
        key: keyText([index, 'validTo']),
        expected: 'an end after validFrom',
        came: new Date(entry.toMs).toISOString(),
      });
    }
    const other = overrides.findIndex(
      (earlier, at) =>
        at < index &&
        earlier.provider === entry.provider &&
        earlier.model === entry.model &&
        earlier.fromMs < entry.toMs &&
        entry.fromMs < earlier.toMs,
    );
    if (other >= 0) {
      throw new PriceFileError(path, {
        key: keyText([index]),
        expected: 'a period (validFrom, validTo) of its own',
        came: `one that overlaps that of [${other}], for the same provider and model`,
      });
    }
  }
}

function keyText(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');
}

function memberOf(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined;
}

function valueText(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
