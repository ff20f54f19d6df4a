import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { runService } from '../../shim/src/testing/run-service.ts';
import { axeFindings } from '../support/axe.ts';
import { ConsoleFixture, phone, wide } from '../support/console-fixture.ts';
import { eventually } from '../support/eventually.ts';
import { chatSpan, childSpan, newRun, runSpan, type SampleRun, sendSpans } from '../support/sample-run.ts';

let fixture: ConsoleFixture;
let run: SampleRun;
let ids: { chat: string; search: readonly string[] };

const MEGABYTE = 1_000_000;
const long = `${'stock report '.repeat(MEGABYTE / 13)}end of it`;

/** A run with messages, a tool that fails twice and then goes well with a request below it, and a memory. */
async function sendRichRun(): Promise<void> {
  run = newRun('clerk', Date.now() - 60_000);
  const chat = chatSpan(run, 'gpt-4o-mini', 100);
  const failure = { type: 'TimeoutError', message: 'stock service did not answer' };
  const tries = [1, 2, 3].map((attempt) =>
    childSpan(run, 'execute_tool check_stock', attempt * 1_000, 600, {
      ...(attempt < 3 ? { failure } : {}),
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'check_stock',
        'gen_ai.tool.call.arguments': '{"article":"lamp 🛋️"}',
        ...(attempt < 3 ? {} : { 'gen_ai.tool.call.result': long }),
        'observatory.step.attempt': attempt,
      },
    }),
  );
  const last = tries[2];
  await sendSpans(fixture.url, [
    runSpan(run, {
      endMs: run.startMs + 4_000,
      attributes: { 'user.id': 'ada', 'session.id': 'chat-42', 'observatory.execution.input': '{"order":7}' },
    }),
    {
      ...chat,
      attributes: {
        ...chat.attributes,
        'gen_ai.input.messages': JSON.stringify([
          { role: 'system', parts: [{ type: 'text', content: 'You are a clerk.' }] },
          { role: 'user', parts: [{ type: 'text', content: 'יש מנורה במלאי?' }] },
        ]),
        'gen_ai.output.messages': JSON.stringify([
          {
            role: 'assistant',
            parts: [{ type: 'tool_call', name: 'check_stock', arguments: { article: 'lamp' } }],
          },
        ]),
      },
    },
    ...tries,
    childSpan(run, 'GET /stock', 3_100, 400, { parentSpanId: last?.spanId ?? '', kind: 3 }),
    childSpan(run, 'upsert_memory notes', 3_700, 50, {
      attributes: {
        'gen_ai.operation.name': 'upsert_memory',
        'gen_ai.memory.store.id': 'notes',
        'gen_ai.memory.record.id': 'lamp',
        'gen_ai.memory.records': '[{"id":"lamp","content":"sold out\u001b[31m"}]',
      },
    }),
  ]);
  ids = { chat: chat.spanId, search: tries.map(({ spanId }) => spanId) };
}

beforeAll(async () => {
  fixture = await ConsoleFixture.start();
  await sendRichRun();
});
afterEach(() => fixture.closePages());
afterAll(async () => {
  const { complaints } = fixture;
  await fixture.stop();
  expect(complaints).toEqual([]);
});

const open = (search = '', options: Parameters<ConsoleFixture['open']>[1] = wide) =>
  fixture.open(`/executions/${run.id}${search}`, options);

test('the critical path is marked at the steps, and a request counts for the step that made it', async () => {
  const page = await open();
  const row = page.locator(`[data-node="${ids.search[2]}"]`);
  await row.locator('.obs-path-mark').first().waitFor({ state: 'attached' });
  expect(await row.textContent()).toContain('600 ms of it on the critical path, 15 % of the whole');
  await page.getByRole('button', { name: 'Critical path' }).click();
  await eventually(async () => expect(await page.locator('.obs-path-mark').count()).toBe(0));
  const time = page.getByRole('region', { name: 'Where the time went' });
  expect(await time.getByRole('listitem').filter({ hasText: 'GET /stock' }).textContent()).toContain(
    '400 ms',
  );
});

test('tries of a step stand side by side with what each came to', async () => {
  const page = await open();
  const tries = page.getByRole('region', { name: 'Tries' });
  await tries.getByText('went well at try 3').waitFor();
  const cards = tries.getByRole('button');
  expect(await cards.count()).toBe(3);
  expect(await cards.nth(1).textContent()).toMatch(/Try 2.*after 400 ms.*Failed.*600 ms.*TimeoutError/);
  await cards.nth(0).click();
  await page.getByRole('complementary', { name: 'Step' }).getByText('stock service did not answer').waitFor();
  expect(page.url()).toContain(`step=${ids.search[0]}`);
});

test('the flame graph is walked, searched and zoomed by keyboard, and the address keeps it', async () => {
  const page = await open('?view=flame');
  const frames = page.getByRole('treeitem');
  await page.getByRole('treeitem', { name: /Tool call check_stock ×3: 1.80 s/ }).waitFor();
  await frames.first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await eventually(async () =>
    expect(await page.evaluate('document.activeElement.title')).toMatch(/check_stock/),
  );
  await page.keyboard.press('Enter');
  await eventually(async () => expect(new URL(page.url()).searchParams.get('frame')).toBe('0.1'));
  await eventually(async () => {
    const width = await page
      .getByRole('treeitem', { name: /check_stock/ })
      .evaluate((one) => one.clientWidth);
    const whole = await frames.first().evaluate((one) => one.clientWidth);
    expect(Math.abs(whole - width)).toBeLessThanOrEqual(2);
  });
  await page.reload();
  await page.getByRole('button', { name: 'Show all' }).waitFor();
  await page.getByRole('treeitem', { name: /check_stock/ }).press('Escape');
  await eventually(async () => expect(new URL(page.url()).searchParams.get('frame')).toBeNull());
  await page.getByRole('searchbox', { name: 'Find in the flame graph' }).fill('stock');
  await page.getByText(/^4 found, 1\.80 s/).waitFor();
});

test('messages are bubbles by who said them; a megabyte is folded, and control characters are seen', async () => {
  const page = await open('?tab=messages');
  const user = page.locator('.obs-message.is-user');
  await user.getByText('יש מנורה במלאי?').waitFor();
  expect(await page.locator('.obs-message.is-output').textContent()).toContain('calls check_stock');
  const result = page.locator('.obs-said').filter({ hasText: 'stock report' });
  expect(await result.textContent()).toContain('lamp 🛋️');
  expect((await result.textContent())?.length).toBeLessThan(3_000);
  await result.getByRole('button', { name: 'Show all' }).click();
  await result.getByText('The first 200,000 of').waitFor();
  await page.getByRole('tab', { name: /Memory/ }).click();
  await page.getByText('Kept or changed').waitFor();
  expect(await page.locator('.obs-said').textContent()).toContain('sold out␛[31m');
});

test('feedback is kept, and shown among the judgements', async () => {
  const page = await open('?tab=judgements', phone);
  await page.getByText('Nobody has judged this execution yet').waitFor();
  await page.getByRole('button', { name: 'Give feedback' }).click();
  await page.getByRole('alert').getByText('Choose good or poor').waitFor();
  await page.getByRole('button', { name: 'Good', exact: true }).click();
  await page.getByLabel('Comment').fill('found the lamp');
  await page.getByRole('button', { name: 'Give feedback' }).click();
  const list = page.getByRole('table', { name: 'Judgements of this execution' });
  await list.getByText('found the lamp').waitFor();
  expect(await list.textContent()).toMatch(/user_feedback1helpful/);
});

test('time travels through the states that a service recorded with the shim', async () => {
  const { code } = await runService(
    `import { agentTracking, flush, init } from '@observatory/shim';
     await init();
     await agentTracking.trackWorkflow('refund', 'run', async ({ snapshot }) => {
       const state = { order: { id: 7, total: 30 }, 'paid/back': false };
       snapshot(state, { step: 'collect' });
       state.order.total = 25;
       snapshot(state, { step: 'decide' });
       state['paid/back'] = true;
       state.note = 'done';
       snapshot(state, { step: 'pay' });
     });
     await flush();`,
    { env: { OTEL_EXPORTER_OTLP_ENDPOINT: fixture.url, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' } },
  );
  expect(code).toBe(0);
  const id = await eventually(async () => {
    const answer = await fetch(`${fixture.url}/api/v1/executions?name=refund&status=completed`);
    const { executions } = (await answer.json()) as { executions: { id: string }[] };
    expect(executions).toHaveLength(1);
    return executions[0]?.id ?? '';
  }, 60_000);
  const page = await fixture.open(`/executions/${id}?tab=states`);
  const slider = page.getByRole('slider', { name: 'State' });
  await page.getByText('3 of 3').waitFor();
  const changes = page.getByRole('region', { name: 'Change' });
  await changes.getByText('2 changes. Between them: pay').waitFor();
  await changes.getByText('/paid~1back').waitFor();
  await slider.focus();
  await page.keyboard.press('ArrowLeft');
  await changes.getByText('/order/total').waitFor();
  expect(await changes.locator('.obs-change-before').textContent()).toContain('30');
  expect(await changes.locator('.obs-change-after').textContent()).toContain('25');
  expect(await page.locator('.obs-state-leaf.is-changed').textContent()).toBe('total25');
  expect(await slider.getAttribute('aria-valuetext')).toMatch(/^2 of 3, after decide, \+/);
  expect(new URL(page.url()).searchParams.get('state')).toBe('1');
  await page.keyboard.press('Home');
  await page.getByText('This is the first state').waitFor();
  await page.getByLabel('Compared with').selectOption('2');
  await changes.getByText('3 changes').waitFor();
  expect(await axeFindings(page)).toEqual([]);
});

test('a run leads to the run before it, to one that went well, and to its user and session', async () => {
  const earlier = newRun('clerk', Date.now() - 120_000);
  await sendSpans(fixture.url, [runSpan(earlier)]);
  const page = await open();
  const others = page.getByRole('region', { name: 'Compare' });
  await others.getByRole('link', { name: 'Compare' }).first().waitFor();
  expect(await others.getByRole('link', { name: 'Compare', exact: true }).first().getAttribute('href')).toBe(
    `/compare?a=${earlier.id}&b=${run.id}`,
  );
  expect(await page.getByRole('link', { name: 'ada' }).getAttribute('href')).toBe('/users/ada');
  expect(await page.getByRole('link', { name: 'chat-42' }).getAttribute('href')).toBe('/sessions/chat-42');
});

test('a trace of more steps than one answer holds shows each of them', async () => {
  const huge = newRun('huge', Date.now() - 600_000);
  const count = 6_000;
  const steps = Array.from({ length: count }, (_, index) =>
    childSpan(huge, `execute_tool fetch_${index}`, index * 50, 40, {
      attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': `fetch_${index}` },
    }),
  );
  await sendSpans(fixture.url, [runSpan(huge, { endMs: huge.startMs + 300_000 }), ...steps]);
  const page = await fixture.open(`/executions/${huge.id}`);
  await page.getByText('the others by name and time alone').waitFor({ timeout: 60_000 });
  const last = page.getByRole('treeitem', { name: `fetch_${count - 1}`, exact: false });
  await page.getByRole('treeitem').first().focus();
  await eventually(async () => {
    // The last of those that are here, while others are on their way.
    await page.keyboard.press('End');
    await last.waitFor({ timeout: 2_000 });
  }, 60_000);
  await eventually(async () =>
    expect(await last.evaluate((row) => row === document.activeElement)).toBe(true),
  );
  expect(await page.getByRole('treeitem').count()).toBeLessThan(100);
});

test.each([
  ['1440 px', wide],
  ['390 px', phone],
] as const)('at %s all parts are in their place and axe finds nothing', async (_name, options) => {
  for (const search of ['?view=flame', '?tab=messages', '?tab=judgements', '?tab=memory']) {
    const page = await open(search, { ...options, reducedMotion: 'reduce' });
    await page.getByRole('region', { name: 'Tries' }).waitFor();
    await page.getByRole('tab', { name: /Messages/ }).waitFor();
    await eventually(async () => expect(await page.locator('.obs-skeleton').count()).toBe(0));
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(options.viewport.width);
    expect(await axeFindings(page)).toEqual([]);
    await page.close();
  }
});
