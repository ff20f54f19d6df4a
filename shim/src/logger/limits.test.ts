import { createLogger, flush, type LoggerOptions, observability, withContext } from '@observatory/shim';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { only, useRecording } from '../testing/recording.ts';
import { runService } from '../testing/run-service.ts';

const receiver = useRecording();
const written: string[] = [];
const destination = { write: (line: string) => void written.push(line) };
const messages = () => written.map((line) => JSON.parse(line).message);
let services = 0;
/** A logger of a service that no other test has, since loggers of one service are limited together. */
const newLogger = (options: LoggerOptions = {}, service = `limited-${++services}`) =>
  createLogger(service, { destination, level: 'trace', ...options });
const repeat = (times: number, work: (index: number) => void) => {
  for (let index = 0; index < times; index++) work(index);
};
const point = (name: string, attributes: Record<string, string>) =>
  receiver().points.find(
    (one) =>
      one.name === name && Object.entries(attributes).every(([key, value]) => one.attributes[key] === value),
  )?.value;

beforeEach(() => {
  written.length = 0;
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => vi.useRealTimers());

describe('repeated lines', () => {
  it('are written up to the limit; one line says how many were left out', () => {
    const logger = newLogger({ repeatLimit: 3 });
    repeat(10, (attempt) => logger.error('Lookup failed', { attempt }));
    expect(messages()).toEqual(['Lookup failed', 'Lookup failed', 'Lookup failed']);
    vi.advanceTimersByTime(10_000);
    expect(JSON.parse(written[3] ?? '')).toEqual({
      level: 'ERROR',
      timestamp: expect.any(String),
      service: expect.stringContaining('limited-'),
      message: '7 lines like this were left out in the last 10 s: Lookup failed',
      metadata: { leftOut: 7, seconds: 10, repeated: 'Lookup failed' },
    });
    expect(written).toHaveLength(4);
  });

  it('are written again in the next window, after what was left out was told', () => {
    const logger = newLogger({ repeatLimit: 1 });
    repeat(3, () => logger.info('again'));
    vi.advanceTimersByTime(10_001);
    logger.info('again');
    expect(messages()).toEqual(['again', '2 lines like this were left out in the last 10 s: again', 'again']);
  });

  it('are told apart by message, by level and by service', () => {
    const [one, other] = [newLogger({ repeatLimit: 1 }), newLogger({ repeatLimit: 1 })];
    for (const logger of [one, other]) {
      repeat(2, () => logger.info('a'));
      repeat(2, () => logger.info('b'));
      repeat(2, () => logger.warn('a'));
    }
    expect(messages()).toEqual(['a', 'b', 'a', 'a', 'b', 'a']);
  });

  it('of loggers and children of one service are counted together', () => {
    const logger = newLogger({ repeatLimit: 2 }, 'limited-together');
    logger.info('x');
    logger.child({ requestId: 'r' }).info('x');
    newLogger({ repeatLimit: 2 }, 'limited-together').info('x');
    expect(messages()).toEqual(['x', 'x']);
  });

  it('are not limited where the limit is 0', () => {
    const logger = newLogger({ repeatLimit: 0 });
    repeat(3000, () => logger.info('x'));
    expect(written).toHaveLength(3000);
  });

  it('are limited to 1000 in 10 s unless told', () => {
    const logger = newLogger();
    repeat(1500, () => logger.info('x'));
    expect(written).toHaveLength(1000);
  });

  it('are told at a flush, as a record too that belongs to no request, and all lines are counted', async () => {
    const logger = newLogger({ repeatLimit: 2 }, 'limited-flushed');
    vi.useRealTimers();
    observability.getTracer('t').startActiveSpan('request', (span) => {
      withContext({ userId: 'u1' }, () => repeat(5, () => logger.error('down')));
      span.end();
    });
    await flush();
    const told = '3 lines like this were left out in the last 10 s: down';
    expect(messages()).toEqual(['down', 'down', told]);
    const record = only(receiver().logs.filter(({ body }) => body === told));
    expect(record).toMatchObject({
      severityText: 'ERROR',
      traceId: '',
      attributes: { leftOut: 3, seconds: 10, repeated: 'down' },
    });
    expect(record.attributes.userId).toBeUndefined();
    const of = { service: 'limited-flushed' };
    expect(point('log_events_total', { ...of, level: 'ERROR' })).toBe(5);
    expect(point('observatory_shim_limited_lines_total', { ...of, reason: 'repeated' })).toBe(3);
  });

  it('are told apart in bounded memory: past a thousand messages, further ones are not limited', () => {
    const logger = newLogger({ repeatLimit: 1 });
    repeat(1000, (index) => logger.info(`message ${index}`));
    repeat(2, () => logger.info('one too many'));
    repeat(2, () => logger.info('message 7'));
    expect(messages().slice(1000)).toEqual(['one too many', 'one too many']);
  });

  it('are limited by the configured number where the given one is none', () => {
    const logger = newLogger({ repeatLimit: -1 });
    repeat(1001, () => logger.info('x'));
    expect(written).toHaveLength(1000);
  });
});

describe('sampled levels', () => {
  it('are written or left out as their share says, and counted', async () => {
    const logger = newLogger({ sample: { debug: 0, info: 1 } }, 'sampled-counted');
    vi.useRealTimers();
    repeat(4, () => logger.debug('d'));
    logger.info('i');
    await flush();
    expect(messages()).toEqual(['i']);
    const of = { service: 'sampled-counted' };
    expect(point('observatory_shim_limited_lines_total', { ...of, reason: 'sampled' })).toBe(4);
    expect(point('log_events_total', { ...of, level: 'DEBUG' })).toBe(4);
  });

  it('keep about their share', () => {
    const logger = newLogger({ sample: { debug: 0.25 }, repeatLimit: 0 });
    repeat(4000, () => logger.debug('d'));
    expect(written.length).toBeGreaterThan(800);
    expect(written.length).toBeLessThan(1200);
  });

  it('keep all lines of a trace or none', () => {
    const logger = newLogger({ sample: { debug: 0.5 } });
    const kept = Array.from({ length: 40 }, () =>
      observability.getTracer('t').startActiveSpan('request', (span) => {
        written.length = 0;
        repeat(5, () => logger.debug('d'));
        span.end();
        return written.length;
      }),
    );
    expect(new Set(kept)).toEqual(new Set([0, 5]));
  });

  it('never leave errors to chance', () => {
    const logger = newLogger({ sample: { error: 0, debug: 7 } as LoggerOptions['sample'] });
    logger.error('e');
    logger.debug('d');
    expect(messages()).toEqual(['e', 'd']);
  });
});

describe('the settings', () => {
  const program = `
    import { createLogger } from '@observatory/shim';
    const logger = createLogger('svc', { level: 'debug' });
    for (let index = 0; index < 5; index++) { logger.debug('d'); logger.error('e'); }
  `;
  const messagesOf = (stdout: string) =>
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).message);

  it('limit and sample as variables too; what was left out is told when the process ends, without init', async () => {
    const { code, stdout, stderr } = await runService(program, {
      env: { OBSERVATORY_LOG_REPEAT_LIMIT: '2', OBSERVATORY_LOG_SAMPLE: 'debug=0, trace=0.5' },
    });
    expect([code, stderr]).toEqual([0, '']);
    expect(messagesOf(stdout)).toEqual(['e', 'e', '3 lines like this were left out in the last 10 s: e']);
  });

  it('are named where they cannot be read', async () => {
    const { stdout, stderr } = await runService(program, {
      env: { OBSERVATORY_LOG_REPEAT_LIMIT: 'many', OBSERVATORY_LOG_SAMPLE: 'error=0.5' },
    });
    expect(messagesOf(stdout)).toHaveLength(10);
    expect(stderr.trim().split('\n')).toEqual([
      '[observatory] OBSERVATORY_LOG_REPEAT_LIMIT="many" is not an integer from 0 to 1000000000: 1000 is used',
      '[observatory] OBSERVATORY_LOG_SAMPLE="error=0.5" is not shares from 0 to 1 of trace, debug, info, warn, such as trace=0.1: it is ignored',
    ]);
  });
});
