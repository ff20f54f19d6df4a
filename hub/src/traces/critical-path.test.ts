import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { criticalPath } from './critical-path.ts';
import { span } from './span-fixture.ts';
import { type TraceSpan, traceTree } from './trace-tree.ts';

const NOW_MS = 1000;

/** The path as `name from–to`, in milliseconds; `-` is time in which no span ran. */
const pathOf = (spans: readonly TraceSpan[], rootId: string | null = null) =>
  criticalPath(traceTree(spans, NOW_MS * 1000, rootId)).segments.map(
    ({ span: one, fromUs, toUs }) => `${one?.span.id ?? '-'} ${fromUs / 1000}–${toUs / 1000}`,
  );

describe('the critical path', () => {
  test('goes through steps that follow one another', () => {
    // run     0 ─────────────────── 100
    // a          10 ── 40
    // b                   50 ─── 90
    expect(pathOf([span('run', null, 0, 100), span('a', 'run', 10, 40), span('b', 'run', 50, 90)])).toEqual([
      'run 0–10',
      'a 10–40',
      'run 40–50',
      'b 50–90',
      'run 90–100',
    ]);
  });

  test('leaves out the longest step where another one held the run up', () => {
    // run    0 ──────────────────────── 100
    // long   0 ──────────────── 70
    // first  0 ─ 20
    // last               60 ─────────── 100     begins while `long` runs: nobody waited for `long`
    expect(
      pathOf([
        span('run', null, 0, 100),
        span('long', 'run', 0, 70),
        span('first', 'run', 0, 20),
        span('last', 'run', 60, 100),
      ]),
    ).toEqual(['first 0–20', 'run 20–60', 'last 60–100']);
  });

  test('takes of a fan-out the one that ended last', () => {
    // run   0 ────────────── 100
    // a       10 ── 50
    // b       10 ─────── 80
    // c       10 ──── 70
    // d                   80 ─ 95
    const fan = [
      span('run', null, 0, 100),
      span('a', 'run', 10, 50),
      span('b', 'run', 10, 80),
      span('c', 'run', 10, 70),
      span('d', 'run', 80, 95),
    ];
    expect(pathOf(fan)).toEqual(['run 0–10', 'b 10–80', 'd 80–95', 'run 95–100']);
  });

  test('goes down through the services that a call reaches', () => {
    // run 0 ───────────────────── 100
    // call    10 ────────── 90
    // serve      20 ──── 80         of another service
    // query        30 ─ 60
    expect(
      pathOf([
        span('run', null, 0, 100),
        span('call', 'run', 10, 90),
        span('serve', 'call', 20, 80, { service: 'stock' }),
        span('query', 'serve', 30, 60, { service: 'stock' }),
      ]),
    ).toEqual([
      'run 0–10',
      'call 10–20',
      'serve 20–30',
      'query 30–60',
      'serve 60–80',
      'call 80–90',
      'run 90–100',
    ]);
  });

  test('cuts a child whose clock is ahead to its parent, and leaves out one that lies outside', () => {
    // run      100 ──────── 200
    // early 50 ─── 120                 of another service
    // late             180 ─── 230     of another service
    // far                          300 ─ 310
    const other = { service: 'stock' };
    expect(
      pathOf([
        span('run', null, 100, 200),
        span('early', 'run', 50, 120, other),
        span('late', 'run', 180, 230, other),
        span('far', 'run', 300, 310, other),
      ]),
    ).toEqual(['early 100–120', 'run 120–180', 'late 180–200']);
  });

  test('leaves out work that went on by itself after the step that began it', () => {
    // run   0 ──────── 100
    // tidy     20 ───────────────── 400     of the same service: nobody waited for it
    // mail     30 ───────────────── 500     a message, in another service
    expect(
      pathOf([
        span('run', null, 0, 100),
        span('tidy', 'run', 20, 400),
        span('mail', 'run', 30, 500, { service: 'mailer', isMessage: true }),
      ]),
    ).toEqual(['run 0–100']);
  });

  test('counts a stream that ends a moment after its parent', () => {
    expect(pathOf([span('run', null, 0, 100), span('chat', 'run', 20, 101)])).toEqual([
      'run 0–20',
      'chat 20–100',
    ]);
  });

  test('reaches until now where the run still goes on', () => {
    // run  0 ──── …         now is 1000
    // a     100 ─ 300
    // b          400 ─ …
    expect(
      pathOf([span('run', null, 0, null), span('a', 'run', 100, 300), span('b', 'run', 400, null)]),
    ).toEqual(['run 0–100', 'a 100–300', 'run 300–400', 'b 400–1000']);
  });

  test('ends a span whose end was lost with what is above it, and a root with the last that is known', () => {
    const lost = { status: 'failed', endUs: null } as const;
    expect(
      pathOf([span('run', null, 0, 0, lost), span('step', 'run', 10, 0, lost), span('chat', 'step', 20, 80)]),
    ).toEqual(['run 0–10', 'step 10–20', 'chat 20–80']);
  });

  test('of several roots is that of all of them, with what lies between', () => {
    // one  0 ── 40
    // two      30 ─ 50          begins while `one` runs
    // three                70 ─── 100
    // leaf                  80 ─ 90
    expect(
      pathOf([
        span('one', null, 0, 40),
        span('two', null, 30, 50),
        span('three', null, 70, 100),
        span('leaf', 'three', 80, 90),
      ]),
    ).toEqual(['one 0–30', 'two 30–50', '- 50–70', 'three 70–80', 'leaf 80–90', 'three 90–100']);
  });

  test('has spans whose parent never came below the one root', () => {
    expect(pathOf([span('run', null, 0, 100), span('orphan', 'gone', 30, 60)])).toEqual([
      'run 0–30',
      'orphan 30–60',
      'run 60–100',
    ]);
  });

  test('is of one execution where one is asked for', () => {
    const spans = [
      span('run', null, 0, 100),
      span('inner', 'run', 10, 40),
      span('chat', 'inner', 20, 40),
      span('b', 'run', 50, 90),
    ];
    expect(pathOf(spans, 'inner')).toEqual(['inner 10–20', 'chat 20–40']);
  });

  test('of nothing is nothing', () => {
    expect(pathOf([])).toEqual([]);
    expect(pathOf([span('a', null, 5, 5)])).toEqual([]);
  });

  test('is found for a chain of 50,000 spans and for a fan of as many', () => {
    const chain = Array.from({ length: 50_000 }, (_, i) =>
      span(`s${i}`, i === 0 ? null : `s${i - 1}`, i / 100, 1000 - i / 100),
    );
    expect(pathOf(chain)).toHaveLength(99_999);
    const fan = [span('run', null, 0, 50_000)];
    for (let i = 0; i < 49_999; i++) fan.push(span(`c${i}`, 'run', i, i + 1));
    expect(pathOf(fan)).toHaveLength(50_000);
    const orphans = Array.from({ length: 50_000 }, (_, i) => span(`o${i}`, 'gone', i % 100, i));
    expect(pathOf(orphans).length).toBeGreaterThan(1);
  });
});

/** Spans as a faulty sender may make them: loops, ids twice, no parents, ends before begins. */
const anySpans = fc.array(
  fc
    .record({
      id: fc.constantFrom(...'abcdefghij'),
      parentId: fc.option(fc.constantFrom(...'abcdefghijz'), { nil: null }),
      startMs: fc.integer({ min: -50, max: 300 }),
      endMs: fc.option(fc.integer({ min: -80, max: 400 }), { nil: null }),
      service: fc.constantFrom('shop', 'stock'),
      isMessage: fc.boolean(),
      isLost: fc.boolean(),
    })
    .map(({ id, parentId, startMs, endMs, isLost, ...over }) =>
      span(id, parentId, startMs, endMs, { ...over, ...(isLost && { status: 'failed' as const }) }),
    ),
  { maxLength: 14 },
);

describe('whatever spans come, the segments of the path', () => {
  const runs = { numRuns: Number(process.env.RUNS ?? 300) };
  test('follow one another without gap or overlap, add up to the whole time, and lie within their spans', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const tree = traceTree(spans, NOW_MS * 1000);
        const { fromUs, toUs, segments } = criticalPath(tree);
        let at = fromUs;
        for (const one of segments) {
          expect(one.fromUs).toBe(at);
          expect(one.toUs).toBeGreaterThan(one.fromUs);
          at = one.toUs;
          if (one.span === null) continue;
          expect(one.fromUs).toBeGreaterThanOrEqual(one.span.span.startUs);
          expect(one.toUs).toBeLessThanOrEqual(one.span.endUs);
        }
        expect(at).toBe(toUs);
        const ends = tree.roots.map((root) => root.endUs);
        if (ends.length > 0) expect(toUs).toBe(Math.max(...ends));
      }),
      runs,
    );
  });

  test('are the same in whatever order distinct spans come', () => {
    const distinct = anySpans.map((spans) => [...new Map(spans.map((one) => [one.id, one])).values()]);
    const shuffled = distinct.chain((spans) =>
      fc.tuple(
        fc.constant(spans),
        fc.shuffledSubarray(spans, { minLength: spans.length, maxLength: spans.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([spans, other]) => {
        expect(pathOf(other)).toEqual(pathOf(spans));
      }),
      runs,
    );
  });
});
