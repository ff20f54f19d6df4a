import { expect, test } from 'vitest';
import { hubMessageOf } from './hub-message.ts';

const ID = 'a'.repeat(48);

test.each([
  { hub: 'h', about: 'events', cursor: 1 },
  { hub: 'h', about: 'executions', project: 'default', ids: [ID] },
  { hub: 'h', about: 'credentials' },
  { hub: 'h', about: 'forget' },
])('%o is understood', (message) => {
  expect(hubMessageOf(JSON.stringify(message))).toEqual(message);
});

test.each([
  '',
  'null',
  '{"about":"events","cursor":1}',
  '{"hub":"h","about":"events","cursor":0}',
  '{"hub":"h","about":"events","cursor":1.5}',
  '{"hub":"h","about":"events","cursor":1e300}',
  '{"hub":"h","about":"executions","project":"p","ids":["\' OR 1=1"]}',
  `{"hub":"h","about":"executions","project":"p","ids":${JSON.stringify(Array(501).fill(ID))}}`,
  '{"hub":"h","about":"what a later hub says"}',
])('%s is passed over', (text) => {
  expect(hubMessageOf(text)).toBeNull();
});
