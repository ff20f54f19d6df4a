import { describe, expect, test } from 'vitest';
import type { Condition } from './conditions.ts';
import { QueryFault } from './query-fault.ts';
import { readQuery } from './read-query.ts';

const NOW_US = Date.parse('2026-11-22T12:00:00Z') * 1000;
const us = (iso: string) => Date.parse(iso) * 1000;
const read = (text: string) => readQuery(text, NOW_US);
const equals = (field: string, value: string, key = '') => ({
  kind: 'text',
  field,
  key,
  pattern: { equals: value },
});
const like = (field: string, pattern: string) => ({
  kind: 'text',
  field,
  key: '',
  pattern: { like: pattern },
});
const within = (field: string, lower: unknown, upper: unknown, key = '') => ({
  kind: 'within',
  field,
  key,
  interval: { lower, upper },
});
const from = (value: number) => ({ value, inclusive: true });
const beyond = (value: number) => ({ value, inclusive: false });
const anywhere = (pattern: string, idPrefix: string | null = null) => ({
  kind: 'anywhere',
  like: pattern,
  idPrefix,
});

function faultOf(text: string): QueryFault {
  try {
    read(text);
  } catch (error) {
    if (error instanceof QueryFault) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

describe('a term', () => {
  test.each<[string, unknown]>([
    ['status:failed', equals('status', 'failed')],
    ['kind:workflow', equals('kind', 'workflow')],
    ['root:true', { kind: 'root', is: true }],
    ['root:false', { kind: 'root', is: false }],
    ['agent:planner', equals('agent', 'planner')],
    ['agentId:planner', equals('agent', 'planner')],
    ['workflow:"nightly run"', equals('workflow', 'nightly run')],
    ['workflow_id:wf-17', equals('workflow_id', 'wf-17')],
    ['user:ada', equals('user', 'ada')],
    ['user:a@b.com', equals('user', 'a@b.com')],
    ['user.id:日本', equals('user', '日本')],
    ['model:gpt-4o*', like('model', 'gpt-4o%')],
    ['model:"gpt-4o*"', equals('model', 'gpt-4o*')],
    ['version:1.?', like('version', '1._')],
    ['session:50%_*', like('session', '50\\%\\_%')],
    ['user:*', like('user', '%')],
    ['user:"say \\"hi\\" \\\\ \\n"', equals('user', 'say "hi" \\ \\n')],
    ['error:TimeoutError', equals('error', 'TimeoutError')],
    ['id:0AF7651916cd43dd', { kind: 'id', prefix: '0af7651916cd43dd' }],
    ['trace:0af7*', { kind: 'id', prefix: '0af7' }],
    ['attr.http.route:"/checkout"', equals('attr', '/checkout', 'http.route')],
    ['attr.http.route:/a/b', equals('attr', '/a/b', 'http.route')],
    ['attr.retries:>=3', within('attr', from(3), null, 'retries')],
    ['score.helpfulness:<0.5', within('score', null, beyond(0.5), 'helpfulness')],
    ['duration:>5s', within('duration', beyond(5), null)],
    ['duration:<=250ms', within('duration', null, from(0.25))],
    ['duration:>1h30m', within('duration', beyond(5400), null)],
    ['duration:2', within('duration', from(2), from(2))],
    ['cost:>0.10', within('cost', beyond(1e11), null)],
    ['cost:$2', within('cost', from(2e12), from(2e12))],
    ['cost:*', within('cost', null, null)],
    ['tokens:[1000 TO 5000]', within('tokens', from(1000), from(5000))],
    ['tokens:{1k TO 2M}', within('tokens', beyond(1000), beyond(2_000_000))],
    ['tokens:[ * TO 5 }', within('tokens', null, beyond(5))],
    ['llm_calls:0', within('llm_calls', from(0), from(0))],
    ['started:>2026-11-20T00:00:00Z', within('started', from(us('2026-11-20T00:00:00Z') + 1), null)],
    [
      'started:2026-11-20',
      within('started', from(us('2026-11-20T00:00:00Z')), beyond(us('2026-11-21T00:00:00Z'))),
    ],
    ['started:>2026-11-20', within('started', from(us('2026-11-21T00:00:00Z')), null)],
    ['started:<=2026-11-20', within('started', null, beyond(us('2026-11-21T00:00:00Z')))],
    [
      'started:[2026-11-19 TO 2026-11-20]',
      within('started', from(us('2026-11-19T00:00:00Z')), beyond(us('2026-11-21T00:00:00Z'))),
    ],
    [
      'started:{2026-11-18 TO 2026-11-20}',
      within('started', from(us('2026-11-19T00:00:00Z')), beyond(us('2026-11-20T00:00:00Z'))),
    ],
    ['ended:>=2026-11-20T10:00:00.000001+02:00', within('ended', from(us('2026-11-20T08:00:00Z') + 1), null)],
    ['started:<now-2h', within('started', null, beyond(us('2026-11-22T10:00:00Z')))],
    ['since:1h', within('started', from(us('2026-11-22T11:00:00Z')), null)],
    ['since:2026-11-20', within('started', from(us('2026-11-20T00:00:00Z')), null)],
    ['until:1d', within('started', null, beyond(us('2026-11-21T12:00:00Z')))],
    ['"database error"', anywhere('%database error%')],
    ['time*out', anywhere('%time%out%')],
    ['"100%"', anywhere('%100\\%%')],
    ['12:30', anywhere('%12:30%')],
    ['0af7651916cd43dd', anywhere('%0af7651916cd43dd%', '0af7651916cd43dd')],
    ['-', anywhere('%-%')],
    ['and', anywhere('%and%')],
  ])('%s is read', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

describe('a query of several terms', () => {
  const a = anywhere('%a%');
  const b = anywhere('%b%');
  const c = anywhere('%c%');
  const all = (...parts: unknown[]) => ({ kind: 'all', parts });
  const any = (...parts: unknown[]) => ({ kind: 'any', parts });
  const not = (part: unknown) => ({ kind: 'not', part });

  test.each<[string, unknown]>([
    ['a b', all(a, b)],
    ['a AND b', all(a, b)],
    ['a OR b', any(a, b)],
    ['a OR b c', any(a, all(b, c))],
    ['a b OR c', any(all(a, b), c)],
    ['(a OR b) c', all(any(a, b), c)],
    ['(a OR b)c', all(any(a, b), c)],
    ['NOT a b', all(not(a), b)],
    ['NOT (a b)', not(all(a, b))],
    ['-a -b', all(not(a), not(b))],
    ['a -(b OR c)', all(a, not(any(b, c)))],
    ['NOT NOT a', not(not(a))],
    ['status:(failed OR cancelled)', any(equals('status', 'failed'), equals('status', 'cancelled'))],
    ['-status:failed', not(equals('status', 'failed'))],
    ['ORDER', anywhere('%ORDER%')],
    [
      '(model:gpt-4o* OR provider:anthropic) NOT user:ada',
      all(any(like('model', 'gpt-4o%'), equals('provider', 'anthropic')), not(equals('user', 'ada'))),
    ],
    [
      'status:failed agent:planner duration:>5s cost:>0.10',
      all(
        equals('status', 'failed'),
        equals('agent', 'planner'),
        within('duration', beyond(5), null),
        within('cost', beyond(1e11), null),
      ),
    ],
  ])('%s is read', (text, expected) => {
    expect(read(text)).toEqual(expected as Condition);
  });

  test('that asks for nothing is none', () => {
    expect([read(''), read(' \t ')]).toEqual([null, null]);
  });
});

describe('a faulty query', () => {
  test.each<[string, number, RegExp]>([
    ['a statsu:failed', 2, /no field "statsu"; the nearest is "status"/],
    ['http://x', 0, /no field "http".*in quotes/],
    ['status:done', 7, /Expected running, completed, failed, cancelled after "status:", got "done"/],
    ['status:', 7, /Expected a value after "status:", got the end/],
    ['status: failed', 7, /Expected a value after "status:", got " failed"/],
    ['status:>failed', 8, /Expected VALUE after "status:", got >/],
    ['user:>a', 6, /Expected VALUE, WILD\*CARD, \* after "user:", got >/],
    ['user:[a TO b]', 5, /got a range/],
    ['duration:>fast', 10, /Expected a duration such as 250ms, 5s or 1h30m, got "fast"/],
    ['tokens:many', 7, /Expected a number/],
    ['tokens:1e999', 7, /Expected a number/],
    ['cost:-1', 5, /Expected US dollars/],
    ['started:yesterday', 8, /Expected a time such as 2026-11-20/],
    ['started:2026-02-31', 8, /Expected a time/],
    ['started:0000-01-01', 8, /Expected a time/],
    ['since:9999999d', 6, /Expected a stretch of less than|Expected a time/],
    ['root:maybe', 5, /Expected true or false, got "maybe"/],
    ['id:xyz', 3, /Expected 4 to 48 hex digits/],
    ['score:<1', 0, /Expected a name after "score\."/],
    ['attr.:x', 0, /Expected a name after "attr\."/],
    ['tokens:[5 TO 1]', 7, /Expected a range that goes up, got 5 TO 1/],
    ['started:[2026-11-20 TO 2026-11-19]', 8, /goes up/],
    ['tokens:[1 5]', 10, /Expected "TO" within the range.*got "5\]"/],
    ['tokens:[1 TO 5', 14, /Expected "\]" or "}" after the range, got the end/],
    ['(a', 2, /Expected "\)" for the "\(" at 0.*got the end/],
    ['a)', 1, /Expected the end, or another term, got "\)"/],
    ['()', 1, /Expected a term, got "\)"/],
    ['a OR', 4, /Expected a term, got the end/],
    ['OR a', 0, /Expected a term, got OR.*in quotes/],
    ['a AND AND b', 6, /got AND/],
    ['NOT', 3, /Expected a term, got the end/],
    ['a "open', 2, /Expected the quotes that open here to be closed/],
    ['status:(failed OR user:ada)', 18, /Expected values alone within status:/],
    ['a\u0000b', 1, /without the character NUL/],
    ['x'.repeat(501), 500, /Expected 500 characters at most, got 501/],
    ['a '.repeat(41), 80, /Expected 40 terms at most/],
    [`${'('.repeat(22)}a${')'.repeat(22)}`, 21, /20 deep at most/],
    ['NOT '.repeat(22), 84, /20 deep at most/],
  ])('%s is refused at %i', (text, at, message) => {
    const fault = faultOf(text);
    expect([fault.at, fault.message]).toEqual([at, expect.stringMatching(message)]);
  });
});
