import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { get } from '../support/api.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.remove());

interface Parameter {
  readonly name: string;
  readonly required?: boolean;
}

describe('what the routes say of themselves', () => {
  test('the OpenAPI document asks for no parameter that has a default', async () => {
    const document = await get<{ paths: Record<string, { get: { parameters: Parameter[] } }> }>(
      hub,
      '/openapi.json',
    );
    const neededOf = (path: string) =>
      document.paths[path]?.get.parameters.filter(({ required }) => required).map(({ name }) => name);
    expect(neededOf('/api/v1/cost')).toEqual([]);
    expect(neededOf('/api/v1/compare/traces')).toEqual(['a', 'b']);
  });

  test('the page of the routes is named after the hub', async () => {
    const page = await fetch(`${hub.url}/api/docs/`);
    expect(await page.text()).toContain('<title>Observatory hub: its routes</title>');
  });

  test.each(['/api/docs?x=y', '/api/docs/?x=y', '/api/docs?x=/'])(
    'the page of the routes finds its document where its address has a query: %s',
    async (address) => {
      const page = await fetch(`${hub.url}${address}`);
      expect(page.status).toBe(200);
      expect(page.url).toMatch(/\/api\/docs\/?$/);
      // As the script of the page does it.
      const at = page.url.endsWith('/') ? page.url : `${page.url}/`;
      expect((await fetch(`${at}./json`)).headers.get('content-type')).toContain('application/json');
    },
  );

  test('a word that is none of those expected is answered with these', async () => {
    const answer = await fetch(`${hub.url}/api/v1/cost?by=planet`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error: {
        message: expect.stringMatching(/^query\.by must be one of agent, workflow, .*got "planet"/),
        where: 'query.by',
      },
    });
  });

  test.each([
    [
      'a word of a choice',
      'application/json',
      '{"sql":"SELECT 1","format":"xml"}',
      400,
      'body.format must be one of json, csv, ndjson;',
    ],
    [
      'no body',
      undefined,
      undefined,
      400,
      'body must be a JSON object, with the header content-type: application/json;',
    ],
    [
      'a form, as curl sends unless told otherwise',
      'application/x-www-form-urlencoded',
      'sql=x',
      415,
      'Expected the header content-type: application/json, got application/x-www-form-urlencoded.',
    ],
  ])('what is expected in place of %s is told', async (_, type, body, status, message) => {
    const answer = await fetch(`${hub.url}/api/v1/sql`, {
      method: 'POST',
      ...(type && { headers: { 'content-type': type } }),
      ...(body && { body }),
    });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { message: expect.stringContaining(message) } });
  });

  test('a parameter that is not there is answered with those that are', async () => {
    const answer = await fetch(`${hub.url}/api/v1/compare/traces?a=1&b=2&c=3`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error: { message: 'There is no parameter "c" here; the route takes a, b.', where: 'query.c' },
    });
  });
});
