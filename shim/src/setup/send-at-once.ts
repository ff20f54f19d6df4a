import { LAST_SENDER } from './last-sender.ts';
import type { PlainRequest } from './otlp-sender.ts';

/** What would load the shim into the sender, or have it write files. */
const notForSender = { NODE_OPTIONS: undefined, NODE_V8_COVERAGE: undefined, NODE_COMPILE_CACHE: undefined };

/**
 * Sends requests, each once, before it returns: from a child process, since a process that dies waits for
 * nothing. Ends at the latest after `timeoutMs`, and at once where nobody listens. Says nothing.
 */
export function sendAtOnce(requests: readonly PlainRequest[], timeoutMs: number): void {
  if (requests.length === 0 || timeoutMs <= 0 || !isPlainNode()) return;
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const { serialize } = process.getBuiltinModule('node:v8');
  spawnSync(process.execPath, ['--input-type=commonjs', '--eval', LAST_SENDER], {
    // Not by arguments, which others can read: headers hold keys.
    input: serialize({ requests, timeoutMs }),
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...process.env, ...notForSender, ELECTRON_RUN_AS_NODE: '1' },
    // The folder of the service may be gone.
    cwd: process.getBuiltinModule('node:path').dirname(process.execPath),
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    windowsHide: true,
  });
}

/** In a program of one file, `process.execPath` is that program, which would start anew. */
function isPlainNode(): boolean {
  return !process.getBuiltinModule('node:sea')?.isSea() && !('pkg' in process);
}
