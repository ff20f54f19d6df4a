import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { withContext } from '../context/with-context.ts';
import { flush } from '../setup/init.ts';
import { only, useRecording } from '../testing/recording.ts';
import { agentTracking } from '../tracking/agent-tracking.ts';
import { createLogger } from './create-logger.ts';

const receiver = useRecording();
const written: string[] = [];
const destination = { write: (line: string) => void written.push(line) };
const logger = createLogger('agent-service', { destination, level: 'debug' });
const lines = () => written.map((line) => JSON.parse(line));

beforeEach(() => {
  written.length = 0;
});

describe('a line', () => {
  it('has the form that OR3 asks for', () => {
    logger.error('Database connection failed', {
      userId: 'user_123',
      agentId: 'agent_456',
      operation: 'customer_lookup',
      duration: 5000,
      metadata: { database: 'primary' },
      error: new TypeError('Connection timeout'),
    });
    expect(only(lines())).toEqual({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      level: 'ERROR',
      message: 'Database connection failed',
      service: 'agent-service',
      userId: 'user_123',
      agentId: 'agent_456',
      error: {
        name: 'TypeError',
        message: 'Connection timeout',
        stack: expect.stringContaining('TypeError'),
      },
      metadata: { operation: 'customer_lookup', duration: 5000, database: 'primary' },
    });
    expect(only(written).endsWith('\n')).toBe(true);
  });

  it('writes levels in upper case, from the lowest that is on', () => {
    for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) logger[level]('x');
    expect(lines().map(({ level }) => level)).toEqual(['DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']);
    expect(logger.isLevelEnabled('trace')).toBe(false);
  });

  it('takes an error in place of a context', () => {
    logger.error('failed', new RangeError('far'));
    expect(only(lines()).error).toMatchObject({ name: 'RangeError', message: 'far' });
  });

  it('takes whatever was caught as error', () => {
    logger.error('failed', { error: 'just a text' });
    expect(only(lines()).error).toEqual({ name: 'string', message: 'just a text' });
  });

  it('carries the ids of the active span and the fields of the context', async () => {
    await withContext({ sessionId: 's1', requestId: 'r1' }, () =>
      agentTracking.trackExecution('coder', 'generate', ({ id }) => {
        logger.info('inside');
        expect(only(lines())).toMatchObject({
          traceId: id.slice(0, 32),
          spanId: id.slice(32),
          executionId: id,
          agentType: 'coder',
          sessionId: 's1',
          requestId: 'r1',
        });
      }),
    );
  });

  it('carries what is bound to a child, and not to its parent', () => {
    const child = logger.child({ requestId: 'r1', component: 'db' }).child({ attempt: 2 });
    child.info('bound', { component: 'cache', rows: 1 });
    logger.info('unbound');
    child.info('again');
    expect(lines().map(({ requestId, metadata }) => ({ requestId, metadata }))).toEqual([
      { requestId: 'r1', metadata: { component: 'cache', attempt: 2, rows: 1 } },
      { requestId: undefined, metadata: undefined },
      { requestId: 'r1', metadata: { component: 'db', attempt: 2 } },
    ]);
  });

  it('hides secrets at any depth', () => {
    logger.info('login', { password: 'hunter2', request: { headers: { authorization: 'x' } } });
    expect(only(lines()).metadata).toEqual({
      password: '[redacted]',
      request: { headers: { authorization: '[redacted]' } },
    });
  });

  it('is written whatever the context holds', () => {
    const anything = fc.anything({
      withBigInt: true,
      withMap: true,
      withNullPrototype: true,
      withDate: true,
    });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), anything), (context) => {
        written.length = 0;
        logger.info('odd', context);
        expect(only(lines()).message).toBe('odd');
      }),
    );
  });

  it('is written where a getter throws', () => {
    logger.info('odd', {
      get broken(): string {
        throw new Error('no');
      },
      fine: 1,
    });
    expect(only(lines()).metadata).toEqual({ broken: '[unreadable]', fine: 1 });
  });
});

describe("a line in pino's order, the context first", () => {
  it.each(['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const)('keeps both (%s)', (level) => {
    const all = createLogger('pino-service', { destination, level: 'trace' });
    all[level]({ userId: 'u1', rows: 7 }, 'imported');
    expect(only(lines())).toMatchObject({ message: 'imported', userId: 'u1', metadata: { rows: 7 } });
  });

  it('may have an error first', () => {
    logger.error(new RangeError('far'), 'Failed');
    logger.info(new RangeError('near'), 'Noted');
    expect(lines()).toMatchObject([
      { message: 'Failed', error: { name: 'RangeError', message: 'far' } },
      { message: 'Noted', error: { name: 'RangeError', message: 'near' } },
    ]);
  });

  it('may be an error alone', () => {
    logger.error(new RangeError('far') as unknown as string);
    expect(only(lines())).toMatchObject({
      message: 'RangeError: far',
      error: { name: 'RangeError', stack: expect.any(String) },
    });
  });
});

it('a logger without a name has that of the service', () => {
  createLogger(undefined, { destination }).info('hello');
  expect(only(lines()).service).toBe('test-service');
});

it('a `redact` that is no list of paths is said once, and hides nothing', () => {
  const said = vi.spyOn(process.stderr, 'write');
  for (let i = 0; i < 2; i++) {
    createLogger('svc', { destination, redact: 'card' as unknown as string[] }).info('paid', { card: '4' });
  }
  const heard = said.mock.calls.filter(([line]) => String(line).includes('is no list of paths'));
  said.mockRestore();
  expect([heard.length, lines().map(({ metadata }) => metadata.card)]).toEqual([1, ['4', '4']]);
});

describe('the log record of a line', () => {
  it('says the same, with trace and span in its own fields alone', async () => {
    await agentTracking.trackExecution('coder', 'generate', () =>
      logger.warn('slow', { userId: 'u1', operation: 'lookup', duration: 7, error: new Error('late') }),
    );
    await flush();
    const line = only(lines());
    const record = only(receiver().logs.filter(({ eventName }) => eventName === ''));
    expect(record).toMatchObject({
      scope: 'agent-service',
      severityNumber: 13,
      severityText: 'WARN',
      body: 'slow',
      traceId: line.traceId,
      spanId: line.spanId,
    });
    expect(record.attributes).toEqual({
      'user.id': 'u1',
      userId: 'u1',
      executionId: line.executionId,
      'observatory.execution.id': line.executionId,
      agentType: 'coder',
      'gen_ai.agent.name': 'coder',
      operation: 'lookup',
      duration: 7,
      'exception.type': 'Error',
      'exception.message': 'late',
      'exception.stacktrace': expect.stringContaining('Error: late'),
    });
  });
});

describe('metrics of lines', () => {
  it('count each line and time it', async () => {
    const counted = createLogger('counted-service', { destination, level: 'info' });
    counted.info('one');
    counted.info('two');
    counted.error('three');
    counted.debug('not written');
    await flush();
    const points = receiver().points.filter(({ attributes }) => attributes.service === 'counted-service');
    const of = (name: string) => points.filter((point) => point.name === name);
    expect(of('log_events_total').map(({ attributes, value }) => [attributes.level, value])).toEqual([
      ['INFO', 2],
      ['ERROR', 1],
    ]);
    const [duration] = of('log_processing_duration_ms');
    expect(duration).toMatchObject({ kind: 'histogram', unit: '', count: 3 });
    expect(duration?.value).toBeGreaterThan(0);
  });
});

describe('traceAsync', () => {
  it('makes nested spans with the context as attributes', async () => {
    const result = await logger.traceAsync(
      'get_user',
      () => logger.traceAsync('query', () => 'row', { step: 'validate' }),
      { userId: 'u1', operation: 'user_lookup', found: true },
    );
    await flush();
    expect(result).toBe('row');
    const [inner, outer] = receiver().spans;
    expect([inner?.name, outer?.name]).toEqual(['query', 'get_user']);
    expect(inner?.parentSpanId).toBe(outer?.spanId);
    expect(outer?.attributes).toEqual({
      'user.id': 'u1',
      userId: 'u1',
      operation: 'user_lookup',
      found: true,
    });
    expect(inner?.attributes).toEqual({ step: 'validate', 'observatory.step.name': 'validate' });
  });

  it("records fn's error and throws it on", async () => {
    const error = new TypeError('no');
    await expect(
      logger.traceAsync('fails', () => {
        throw error;
      }),
    ).rejects.toBe(error);
    await flush();
    const span = only(receiver().spans);
    expect(span.statusCode).toBe(2);
    expect(span.attributes).toMatchObject({ 'error.type': 'TypeError', 'exception.message': 'no' });
    expect(only(span.events).name).toBe('exception');
  });

  it('does not make executions of plain spans', async () => {
    await logger.traceAsync('plain', () => 1, { agentType: 'a', workflowType: 'w', executionId: 'exec_1' });
    await flush();
    expect(only(receiver().spans).attributes).toEqual({
      agentType: 'a',
      workflowType: 'w',
      executionId: 'exec_1',
    });
  });
});

describe('startTimer', () => {
  it('logs and returns the milliseconds', async () => {
    const timer = logger.startTimer('database_query', { userId: 'u1' });
    await new Promise((resolve) => setTimeout(resolve, 20));
    const milliseconds = timer();
    expect(milliseconds).toBeGreaterThan(15);
    expect(only(lines())).toMatchObject({
      level: 'INFO',
      userId: 'u1',
      metadata: { operation: 'database_query', duration: milliseconds },
    });
  });
});
