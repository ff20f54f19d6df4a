/**
 * The program that sends what `sendAtOnce` hands it on stdin. A text, since a bundler that moves or rewrites
 * the shim's functions would break one that is taken from them.
 */
export const LAST_SENDER = `
const { connect } = require('node:http2');
const { deserialize } = require('node:v8');

process.on('uncaughtException', () => process.exit(1));
const chunks = [];
process.stdin.on('data', (chunk) => chunks.push(chunk));
process.stdin.on('end', () => {
  const { requests, timeoutMs } = deserialize(Buffer.concat(chunks));
  setTimeout(() => process.exit(1), timeoutMs).unref();
  for (const request of requests) (request.isGrpc ? call : post)(request);
});

function post({ url, headers, body, tls }) {
  const { request } = require(url.startsWith('https:') ? 'node:https' : 'node:http');
  const outgoing = request(url, { ...tls, method: 'POST', headers }, (answer) => answer.resume());
  outgoing.on('error', () => {});
  outgoing.end(body);
}

function call({ url, headers, body, tls }) {
  const session = connect(url, tls);
  session.on('error', () => {});
  const stream = session.request(headers);
  stream.on('error', () => {});
  stream.on('close', () => session.close());
  stream.resume();
  stream.end(body);
}
`;
