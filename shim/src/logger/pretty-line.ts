import { inspect } from 'node:util';
import type { PlainError } from './plain-error.ts';

interface Line {
  readonly timestamp?: string;
  readonly level?: string;
  readonly service?: string;
  readonly message?: string;
  readonly error?: Partial<PlainError> | string;
  readonly metadata?: unknown;
  readonly [key: string]: unknown;
}

type Colour = 'red' | 'yellow' | 'green' | 'cyan' | 'gray' | 'bold';
const colours: Readonly<Record<string, Colour>> = {
  TRACE: 'gray',
  DEBUG: 'cyan',
  INFO: 'green',
  WARN: 'yellow',
  ERROR: 'red',
  FATAL: 'red',
};
/** Control characters, which could move the cursor of whoever reads. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/**
 * A JSON log line as people read it: time, level, service, message, the rest; then the error with its
 * stack and what caused it, indented.
 */
export function prettyLine(json: string, colour = false): string {
  const {
    timestamp = '',
    level = '',
    service = '',
    message = '',
    error,
    metadata,
    ...rest
  } = JSON.parse(json) as Line;
  const paint = (name: Colour | undefined, text: string) => (colour && name ? painted(name, text) : text);
  const fields = { ...rest, ...(typeof metadata === 'object' ? metadata : { metadata }) };
  const details = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${paint('gray', `${visible(key)}=`)}${visible(shown(value))}`);
  const head = [
    paint('gray', timestamp.slice(11, 23)),
    paint(colours[level], level.padEnd(5)),
    `${service}:`,
    paint('bold', indented(visible(message), '  ')),
    ...details,
  ].join(' ');
  const below = error === undefined ? '' : `\n  ${paint('red', indented(visible(errorText(error)), '  '))}`;
  return `${head}${below}\n`;
}

/** Texts without blanks as they are, all else as JSON. */
function shown(value: unknown): string {
  return typeof value === 'string' && /^[^\s"'=]+$/.test(value) ? value : JSON.stringify(value);
}

function errorText(error: NonNullable<Line['error']>): string {
  if (typeof error === 'string') return error;
  const { name = 'Error', message = '', stack, cause, errors = [] } = error;
  return [
    stack || `${name}: ${message}`,
    ...errors.map((inner) => `  - ${indented(errorText(inner), '    ')}`),
    ...(cause ? [`caused by: ${errorText(cause)}`] : []),
  ].join('\n');
}

function indented(text: string, by: string): string {
  return text.replaceAll('\n', `\n${by}`);
}

function visible(text: string): string {
  return text.replace(controls, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function painted(name: Colour, text: string): string {
  const [open, close] = inspect.colors[name] ?? [0, 0];
  return `\u001b[${open}m${text}\u001b[${close}m`;
}
