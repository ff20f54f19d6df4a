import type { Readable } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';
import { CommandFault } from '../command/command-fault.ts';
import { damaged, type Frame, jsonOf, readFrames } from './frames.ts';
import { checkManifest, type Ending, type Manifest } from './manifest.ts';
import type { Progress } from './progress.ts';

const CHUNK_BYTES = 256 * 1024;

/** A backup as it is read: its manifest first, then its tables one after the other, then its end. */
export class BackupReader {
  readonly #frames: AsyncGenerator<Frame, void>;
  readonly #progress: Progress;

  constructor(source: Readable, progress: Progress) {
    this.#frames = readFrames(decompressed(source));
    this.#progress = progress;
  }

  async manifest(): Promise<Manifest> {
    const { kind, payload } = await this.#next();
    if (kind !== 'M') throw damaged('it does not begin with its list of tables');
    return checkManifest(jsonOf<Partial<Manifest>>(payload));
  }

  /** The name of the next table; where there is none, how the backup ends. */
  async next(): Promise<{ readonly table: string } | { readonly ending: Ending }> {
    const { kind, payload } = await this.#next();
    if (kind === 'T') return { table: jsonOf<{ name: string }>(payload).name };
    if (kind !== 'Z') throw damaged('rows stand outside of every table');
    const ending = jsonOf<Ending>(payload);
    const { rows } = this.#progress;
    if (ending.rows !== rows) throw damaged(`${ending.rows} rows were written, and ${rows} came`);
    return { ending };
  }

  /** Rows of the table that `next` named. */
  async *rows(): AsyncGenerator<Buffer> {
    const before = this.#progress.rows;
    for (;;) {
      const { kind, payload } = await this.#next();
      if (kind === 'R') {
        this.#progress.add(payload);
        yield payload;
        continue;
      }
      if (kind !== 'E') throw damaged('a table begins within another one');
      const expected = jsonOf<{ rows: number }>(payload).rows;
      const came = this.#progress.rows - before;
      if (came !== expected) throw damaged(`a table has ${came} rows of ${expected}`);
      return;
    }
  }

  async #next(): Promise<Frame> {
    const { value } = await this.#frames.next();
    if (value === undefined) throw damaged('it goes on after its end');
    return value;
  }
}

async function* decompressed(source: Readable): AsyncGenerator<Buffer> {
  const decompress = createZstdDecompress({ chunkSize: CHUNK_BYTES });
  source.once('error', (error) => decompress.destroy(error));
  source.pipe(decompress);
  try {
    yield* decompress;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!code.startsWith('ZSTD_') && !code.startsWith('ERR_ZSTD') && !code.startsWith('Z_')) throw error;
    throw new CommandFault(
      `The backup cannot be decompressed (${(error as Error).message}): it is damaged, cut, or no backup of a hub. ` +
        'Nothing was restored. Compare its size with the original, or use an earlier backup.',
    );
  } finally {
    source.unpipe(decompress);
    source.destroy();
  }
}
