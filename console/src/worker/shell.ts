/** The files of this page, and a name that changes with any of them; set by the build (vite.config.ts). */
declare const SHELL: { readonly version: string; readonly files: readonly string[] };

const PREFIX = 'observatory-shell-';
const name = PREFIX + SHELL.version;

/** Keeps all files of the page, so that it opens without a network. */
export async function keepShell(): Promise<void> {
  const cache = await caches.open(name);
  await cache.addAll([...SHELL.files]);
}

/** Removes the files of pages before this one. */
export async function dropOldShells(): Promise<void> {
  for (const other of await caches.keys()) {
    if (other.startsWith(PREFIX) && other !== name) await caches.delete(other);
  }
}

/** Whether a path is of a file whose name changes with its content, or of one that hardly changes. */
export function isShellFile(path: string): boolean {
  return path !== '/' && SHELL.files.includes(path);
}

/** A file of the page, from this device. */
export async function shellFile(request: Request): Promise<Response> {
  const cache = await caches.open(name);
  return (await cache.match(request, { ignoreVary: true })) ?? fetch(request);
}

/** A page: from the hub, or, where it does not answer, as it was kept; the same file is there for every address. */
export async function shellPage(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    if (response.status !== 502 && response.status !== 504) return response;
  } catch {
    // Nobody answers.
  }
  const cache = await caches.open(name);
  return (await cache.match('/')) ?? Response.error();
}
