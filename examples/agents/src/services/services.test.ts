import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FAULT_HEADER, type Services, startServices } from './start-services.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices({ speed: 100 });
});
afterAll(() => services.close());

const get = (path: string, fault?: string) =>
  fetch(services.url + path, fault === undefined ? {} : { headers: { [FAULT_HEADER]: fault } });

describe('the services of the example', () => {
  test('find articles by any of the words, best first', async () => {
    const response = await get('/articles?q=late+parcel+trace');
    expect(response.status).toBe(200);
    const { hits } = (await response.json()) as { hits: { id: string }[] };
    expect(hits[0]?.id).toBe('parcels-late-or-lost');
  });

  test('take operators of the index as plain words', async () => {
    const response = await get(`/articles?q=${encodeURIComponent('passkey" OR NEAR(')}`);
    expect(response.status).toBe(200);
    const { hits } = (await response.json()) as { hits: { id: string }[] };
    expect(hits[0]?.id).toBe('passkeys');
  });

  test('give an article by its id and 404 for one that is not there', async () => {
    expect(await (await get('/articles/passkeys')).json()).toMatchObject({
      title: 'Passkeys: how customers set one up',
    });
    expect((await get('/articles/nothing')).status).toBe(404);
  });

  test('give the payments page by page, the last without a next', async () => {
    const ids: string[] = [];
    for (let page: number | undefined = 1; page !== undefined; ) {
      const body = (await (await get(`/payments?page=${page}`)).json()) as {
        payments: { id: string }[];
        nextPage?: number;
      };
      ids.push(...body.payments.map(({ id }) => id));
      page = body.nextPage;
    }
    expect(ids).toHaveLength(9);
    expect(new Set(ids).size).toBe(9);
  });

  test('answer 500 where the request asks for that fault', async () => {
    const response = await get('/articles?q=parcel', 'http_500');
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ error: 'no connection to the database' });
  });

  test('are too slow where the request asks for that fault', async () => {
    const answer = fetch(`${services.url}/articles?q=parcel`, {
      headers: { [FAULT_HEADER]: 'http_slow' },
      signal: AbortSignal.timeout(60),
    });
    await expect(answer).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  test('name a payment twice where the request asks for that fault', async () => {
    const { payments } = (await (await get('/payments?page=1', 'payment_twice')).json()) as {
      payments: { id: string }[];
    };
    expect(payments[0]).toEqual(payments[1]);
  });
});
