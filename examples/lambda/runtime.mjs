/**
 * The part of AWS Lambda inside the function's sandbox: asks the Runtime API for events, calls the handler, and posts
 * what it answers. AWS brings its own; this one is for running the example on this machine.
 */
import { pathToFileURL } from 'node:url';

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
const [file, name] = process.env._HANDLER.split('.');
const { [name]: handler } = await import(pathToFileURL(`${process.env.LAMBDA_TASK_ROOT}/${file}.mjs`).href);

for (;;) {
  const next = await fetch(`${api}/invocation/next`);
  const id = next.headers.get('lambda-runtime-aws-request-id');
  const deadline = Number(next.headers.get('lambda-runtime-deadline-ms'));
  const context = { awsRequestId: id, getRemainingTimeInMillis: () => deadline - Date.now() };
  try {
    await post(`invocation/${id}/response`, await handler(await next.json(), context));
  } catch (error) {
    await post(`invocation/${id}/error`, { errorType: error.name, errorMessage: error.message });
  }
}

async function post(path, body) {
  const answer = await fetch(`${api}/${path}`, { method: 'POST', body: JSON.stringify(body) });
  await answer.arrayBuffer();
}
