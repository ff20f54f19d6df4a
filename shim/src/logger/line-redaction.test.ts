import { createLogger, flush } from '@observatory/shim';
import { beforeEach, expect, it, vi } from 'vitest';
import { only, useRecording } from '../testing/recording.ts';

const receiver = useRecording({ OBSERVATORY_REDACT: 'metadata.card, address' });
const written: string[] = [];
const destination = { write: (line: string) => void written.push(line) };
const line = () => JSON.parse(only(written));
beforeEach(() => {
  written.length = 0;
});

it('hides what paths lead to, in the line and in the record alike', async () => {
  const logger = createLogger('redacting', {
    destination,
    redact: ['user.*.ssn', 'items[*].price', 'metadata["x-key"]', 'userId', 'error.message'],
  });
  const given = {
    userId: 'u1',
    card: '4111',
    address: { street: 'x' },
    user: { a: { ssn: 1, name: 'n' }, b: { ssn: 2 } },
    items: [{ price: 1, id: 'i' }],
    'x-key': 'k',
    error: new Error('my ssn is 1'),
  };
  const copy = structuredClone(given);
  logger.info('paid', given);
  await flush();
  const metadata = {
    card: '[redacted]',
    address: '[redacted]',
    user: { a: { ssn: '[redacted]', name: 'n' }, b: { ssn: '[redacted]' } },
    items: [{ price: '[redacted]', id: 'i' }],
    'x-key': '[redacted]',
  };
  expect(line()).toMatchObject({ message: 'paid', userId: '[redacted]', error: { message: '[redacted]' } });
  expect(line().metadata).toEqual(metadata);
  expect(line().restore).toBeUndefined();
  const { attributes } = only(receiver().logs);
  expect(attributes).toMatchObject({
    ...metadata,
    userId: '[redacted]',
    'user.id': '[redacted]',
    'exception.message': '[redacted]',
  });
  expect(given).toEqual(copy);
});

it('hides what is bound to children', () => {
  const logger = createLogger('redacting', { destination }).child({ card: '4111' });
  logger.child({ rows: 1 }).info('x', { address: 'y' });
  expect(line().metadata).toEqual({ card: '[redacted]', rows: 1, address: '[redacted]' });
});

it('hides whole parts of the line', async () => {
  const logger = createLogger('redacting', { destination, redact: ['metadata', 'error'] });
  logger.error('x', { rows: 1, error: new Error('secret') });
  await flush();
  expect(line()).toMatchObject({ metadata: '[redacted]', error: '[redacted]' });
  expect(only(receiver().logs).attributes).toEqual({
    metadata: '[redacted]',
    'exception.message': '[redacted]',
  });
});

it('names a path that cannot be read, and goes by the others', () => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const redact = ['a..b', 'items[', '', 7 as unknown as string, 'rows'];
  const logger = createLogger('redacting', { destination, redact });
  const said = stderr.mock.calls.map(([text]) => String(text));
  stderr.mockRestore();
  expect(said).toHaveLength(4);
  expect(said[0]).toBe(
    '[observatory] "a..b" is no path within log lines and hides nothing: Error: Invalid redaction path (a..b)\n',
  );
  logger.info('x', { rows: 1 });
  expect(line().metadata).toEqual({ rows: '[redacted]' });
});
