/**
 * The part of AWS Lambda around a function's sandbox, for one function on this machine: serves the Runtime API, starts
 * the sandbox, freezes it whenever it has nothing to do, and kills it in the end, as AWS does without a word.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Starts a function. `invoke` gives what its handler answers; `kill` ends the sandbox where it stands. */
export async function startFunction({ handler = 'handler.handler', env = {}, nodeArguments = [] } = {}) {
  let waiting;
  let running;
  let asks = () => {};
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    if (request.url.endsWith('/invocation/next')) {
      waiting = response;
      child.kill('SIGSTOP');
      asks();
      return;
    }
    response.writeHead(202).end('{}');
    const { resolve, reject } = running;
    if (request.url.endsWith('/response')) resolve(JSON.parse(body));
    else reject(new Error(JSON.parse(body).errorMessage));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const child = spawn(process.execPath, [...nodeArguments, 'runtime.mjs'], {
    cwd: folder,
    stdio: 'inherit',
    env: {
      ...process.env,
      ...env,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${server.address().port}`,
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: handler,
    },
  });
  const frozen = async () => {
    if (waiting === undefined) await new Promise((resolve) => (asks = resolve));
  };
  return {
    async invoke(event, timeoutMs = 10_000) {
      await frozen();
      const answered = new Promise((resolve, reject) => {
        running = { resolve, reject };
      });
      const response = waiting;
      waiting = undefined;
      child.kill('SIGCONT');
      response
        .writeHead(200, {
          'lambda-runtime-aws-request-id': crypto.randomUUID(),
          'lambda-runtime-deadline-ms': String(Date.now() + timeoutMs),
        })
        .end(JSON.stringify(event));
      return answered;
    },
    frozen,
    kill() {
      child.kill('SIGKILL');
      server.close();
      server.closeAllConnections();
    },
  };
}

async function textOf(request) {
  let text = '';
  for await (const piece of request) text += piece;
  return text;
}
