import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines, sizeOf } from '../targets/process/log-file.ts';

export interface NamedFile {
  readonly name: string;
  readonly path: string;
}

const LOOK_MS = 250;
const BLOCK = 64 * 1024;

/** Prints the last lines of files and, where it follows, what is added until the signal; several with their names. */
export async function followFiles(
  files: readonly NamedFile[],
  options: { readonly lines: number; readonly follow: boolean; readonly signal: AbortSignal },
): Promise<void> {
  const width = Math.max(...files.map(({ name }) => name.length));
  const print = (name: string, line: string) =>
    process.stdout.write(files.length === 1 ? `${line}\n` : `${name.padEnd(width)} | ${line}\n`);
  const readers = files.map(({ name, path }) => {
    const from = sizeOf(path);
    for (const line of lastLines(path, options.lines)) print(name, line);
    return {
      path,
      from,
      rest: '',
      decoder: new StringDecoder('utf8'),
      print: (line: string) => print(name, line),
    };
  });
  while (options.follow && !options.signal.aborted) {
    await sleep(LOOK_MS, undefined, { signal: options.signal }).catch(() => {});
    for (const reader of readers) {
      const size = sizeOf(reader.path);
      // Emptied when it grew too large.
      if (size < reader.from) reader.from = 0;
      if (size === reader.from) continue;
      const text = reader.rest + reader.decoder.write(readBytes(reader.path, reader.from, size));
      reader.from = size;
      const lines = text.split('\n');
      reader.rest = lines.pop() ?? '';
      for (const line of lines) reader.print(line);
    }
  }
}

function readBytes(path: string, from: number, to: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const blocks: Buffer[] = [];
    for (let at = from; at < to; ) {
      const block = Buffer.alloc(Math.min(BLOCK, to - at));
      const read = readSync(file, block, 0, block.length, at);
      if (read === 0) break;
      blocks.push(block.subarray(0, read));
      at += read;
    }
    return Buffer.concat(blocks);
  } finally {
    closeSync(file);
  }
}
