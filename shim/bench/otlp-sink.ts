import { spawn } from 'node:child_process';
import { once } from 'node:events';

const program = `
  const server = require('node:http').createServer((request, response) => {
    request.resume().on('end', () => response.end());
  });
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
  process.on('disconnect', () => process.exit());
`;

/** An OTLP receiver in a process of its own, so that its work is not counted; it ends with this process. */
export async function startOtlpSink(): Promise<{ url: string; stop: () => void }> {
  const child = spawn(process.execPath, ['--eval', program], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  if (child.stdout === null) throw new Error('the sink has no output');
  const [line] = await once(child.stdout, 'data');
  return { url: `http://127.0.0.1:${Number(line)}`, stop: () => child.disconnect() };
}
