import { SpanKind } from '@opentelemetry/api';
import { digitsOf } from './agent-runs.ts';
import { placeholder } from './marks.ts';
import type { Cardinality, SpanOfRun } from './records.ts';

export const SPANS_OF_HTTP = 3;

/** A request that a service served without any agent: server, a query of its database, a call of another service. */
export function plainHttp(run: number, of: Cardinality): SpanOfRun[] {
  const user = placeholder.numbered('user', run, digitsOf(of.users));
  return [
    {
      run,
      index: 0,
      name: 'GET /orders/:id',
      kind: SpanKind.SERVER,
      fromUs: 0,
      toUs: 40_000,
      attributes: {
        'http.request.method': 'GET',
        'http.route': '/orders/:id',
        'http.response.status_code': 200,
        'url.path': `/orders/${user}`,
        'server.address': 'shop.example',
      },
    },
    {
      run,
      index: 1,
      name: 'SELECT orders',
      kind: SpanKind.CLIENT,
      fromUs: 2000,
      toUs: 12_000,
      attributes: {
        'db.system.name': 'postgresql',
        'db.operation.name': 'SELECT',
        'db.collection.name': 'orders',
      },
    },
    {
      run,
      index: 2,
      name: 'GET',
      kind: SpanKind.CLIENT,
      fromUs: 13_000,
      toUs: 38_000,
      attributes: {
        'http.request.method': 'GET',
        'http.response.status_code': 200,
        'server.address': 'prices.example',
      },
    },
  ];
}
