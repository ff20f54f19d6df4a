import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A chunk as OpenAI streams them; `/v1/<pause>` sends one each so many milliseconds, 0 all of them at once. */
const program = `
  const { setTimeout: wait } = require('node:timers/promises');
  const [, count] = process.argv;
  const base = { object: 'chat.completion.chunk', created: 1795000000, model: 'gpt-4.1-mini-2025-04-14', service_tier: 'default', system_fingerprint: 'fp_1' };
  let calls = 0;
  const server = require('node:http').createServer(async (request, response) => {
    const pause = Number(/\\/v1\\/(\\d+)/.exec(request.url)[1]);
    for await (const _ of request);
    const id = 'chatcmpl-' + process.pid + '-' + calls++;
    const event = (chunk) => 'data: ' + JSON.stringify({ id, ...base, ...chunk }) + '\\n\\n';
    const choice = (delta, finish_reason = null) => ({ choices: [{ index: 0, delta, logprobs: null, finish_reason }], usage: null });
    const usage = { prompt_tokens: 900, completion_tokens: Number(count), total_tokens: 900 + Number(count), prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 }, completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 } };
    const events = [event(choice({ role: 'assistant', content: '' }))];
    for (let i = 0; i < count; i++) events.push(event(choice({ content: ' word' + i })));
    events.push(event(choice({}, 'stop')), event({ choices: [], usage }), 'data: [DONE]\\n\\n');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (pause === 0) return response.end(events.join(''));
    for (const each of events) {
      response.write(each);
      await wait(pause);
    }
    response.end();
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
  process.on('disconnect', () => process.exit());
`;

/** Replays a streamed answer of so many chunks, in a process of its own, so that its work is not counted. */
export async function startModelReplay(chunks: number): Promise<{ url: string; stop: () => void }> {
  const child = spawn(process.execPath, ['--eval', program, '--', String(chunks)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  if (child.stdout === null) throw new Error('the replay has no output');
  const [line] = await once(child.stdout, 'data');
  return { url: `http://127.0.0.1:${Number(line)}/v1`, stop: () => child.disconnect() };
}
