import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** Whether the hub of this container is ready, as an exit code: what Docker's health check runs. */
const port = process.env.PORT || '3001';
const isHttps = (process.env.OBSERVATORY_TLS_CERT_FILE ?? '') !== '';
try {
  const [status, text] = await ask();
  if (status !== 200) throw new Error(`${status}: ${text}`);
} catch (error) {
  process.stderr.write(`The hub is not ready: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

function ask(): Promise<[status: number | undefined, text: string]> {
  const options = {
    host: '127.0.0.1',
    port,
    path: '/ready',
    agent: false,
    signal: AbortSignal.timeout(4000),
    // Its certificate is of the name by which others reach it, and nothing secret is sent.
    rejectUnauthorized: false,
  };
  return new Promise((resolve, reject) => {
    const request = (isHttps ? requestHttps : requestHttp)(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve([response.statusCode, Buffer.concat(chunks).toString()]));
      response.on('error', reject);
    });
    request.on('error', reject).end();
  });
}
