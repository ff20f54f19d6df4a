import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBrowser } from './open-browser.ts';

/** What a browser needs to start and read the page. */
const KEPT_MS = 10_000;

/**
 * Opens an address that holds a key: all users of a machine see the arguments of its programs, so the browser is given
 * a file that only this user reads and that leads there. Resolves when the file is gone, at the latest at the signal.
 */
export async function openUnseen(url: string, signal: AbortSignal, keptMs = KEPT_MS): Promise<boolean> {
  const folder = await ownFolder(process.env.XDG_RUNTIME_DIR || tmpdir());
  try {
    const path = join(folder, 'open.html');
    await writeFile(path, redirect(url), { mode: 0o600 });
    const opened = await openBrowser(path);
    // Cut short by the signal, it is removed all the same.
    if (opened) await sleep(keptMs, undefined, { signal }).catch(() => {});
    return opened;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A new folder of mode 0700. */
function ownFolder(above: string): Promise<string> {
  return mkdtemp(join(above, 'observatory-open-')).catch((error) => {
    // After `su` the variable names a folder of another user.
    if (above === tmpdir()) throw error;
    return ownFolder(tmpdir());
  });
}

function redirect(url: string): string {
  const address = url
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll('<', '&lt;')
    .replaceAll("'", '&#39;');
  return `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url='${address}'">
<title>Observatory</title>
<a href="${address}">Open Observatory</a>
`;
}
