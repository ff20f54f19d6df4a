import { join } from 'node:path';
import { urlHost } from '../stack/addresses.ts';
import type { Runner, UpResult } from './runner.ts';
import { urlOf } from './server-url.ts';

/** The page that `up` ends with: where everything is, the logins, once, and what to try next. */
export function welcome(
  { secretsIn, address }: Runner,
  { components, made, secrets }: UpResult,
  isFirst: boolean,
): string {
  // What a start made that then failed was not shown yet.
  const isNew = (name: string) => isFirst || made.includes(name);
  const shown = components.filter((component) => urlOf(component, address) !== null);
  const width = Math.max(...shown.map(({ name }) => name.length));
  const url = (name: string) =>
    shown.filter((one) => one.name === name).map((one) => urlOf(one, address) ?? '');
  const secret = (name: string) =>
    isNew(name) ? secrets.get(name) : `in ${join(secretsIn, 'secrets', name)}`;
  const [hub] = url('hub');
  const http = components.flatMap(({ ports }) =>
    ports.flatMap(({ name, published }) => (name === 'otlp-http' && published !== null ? [published] : [])),
  )[0];
  const logins = [
    ...url('grafana').map(
      (at) => `  Grafana  ${at}  user admin, password ${secret('grafana-admin-password')}`,
    ),
    ...url('hub').map((at) =>
      isNew('hub-api-key')
        ? `  Hub      ${at}/#key=${secret('hub-api-key')}`
        : `  Hub      npx observatory open hub signs in; the key is ${secret('hub-api-key')}`,
    ),
  ];
  return `
${shown.map((one) => `  ${one.name.padEnd(width)}  ${urlOf(one, address)}\n  ${' '.repeat(width)}    ${one.does}`).join('\n')}

Logins${isFirst || made.length > 0 ? ' (shown once; kept in files that only you can read)' : ''}
${logins.join('\n')}

What to try next
  npx observatory status     each server, its memory, whether it is ready
  npx observatory open hub   the page with every run of your agents
  OTEL_EXPORTER_OTLP_ENDPOINT=http://${urlHost(address)}:${http ?? 4318} npm run fleet    demo agents that send to it
  curl -s '${hub ?? ''}/api/v1/executions?limit=3' -H "Authorization: Bearer $(cat ${join(secretsIn, 'secrets/hub-api-key')})"
  npx observatory down       stops everything and keeps the data
`;
}
