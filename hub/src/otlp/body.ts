import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { HubError } from '../errors.ts';
import type { Lease } from './byte-budget.ts';

const gunzipBuffer = promisify(gunzip);

/** How many times the limit of a body is read and thrown away, so that its sender sees the answer, before the end. */
const discardFactor = 4;

/**
 * The body of a request, unpacked, of at most `maxBytes` bytes both as sent and as unpacked, and held on the lease.
 * Throws a HubError; the rest of the body is then for `discardRest`.
 */
export async function readBody(request: IncomingMessage, maxBytes: number, lease: Lease): Promise<Buffer> {
  const coding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (coding !== 'identity' && coding !== 'gzip' && coding !== 'x-gzip') {
    const problem = `expected Content-Encoding gzip or identity; got ${coding.slice(0, 40)}`;
    throw new HubError('OBS_UNSUPPORTED_MEDIA_TYPE', problem);
  }
  const body = await readBytes(request, maxBytes, lease);
  return coding === 'identity' ? body : inflate(body, maxBytes, lease);
}

/** Reads on without keeping anything, so that the connection lives on; one that has too much to say is closed. */
export function discardRest(request: IncomingMessage, maxBytes: number): void {
  if (request.readableEnded || request.destroyed) return;
  let discarded = 0;
  request.on('error', () => {});
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > maxBytes * discardFactor) request.socket.destroy();
  });
}

function readBytes(request: IncomingMessage, maxBytes: number, lease: Lease): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length']) > maxBytes) throw tooLarge(maxBytes);
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (outcome: () => void) => {
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose);
      outcome();
    };
    const onData = (chunk: Buffer) => {
      try {
        length += chunk.length;
        if (length > maxBytes) throw tooLarge(maxBytes);
        lease.grow(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        settle(() => reject(error));
      }
    };
    const onEnd = () => settle(() => resolve(Buffer.concat(chunks, length)));
    const onClose = () =>
      settle(() => reject(new HubError('OBS_BAD_REQUEST', 'the connection was lost within the body')));
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose);
  });
}

async function inflate(body: Buffer, maxBytes: number, lease: Lease): Promise<Buffer> {
  // A gzip stream ends in its unpacked length (modulo 2^32). Where that is true, one step of the right size will do.
  const announced = body.length >= 4 ? body.readUInt32LE(body.length - 4) : 0;
  const expected = Math.min(Math.max(announced, 64), maxBytes);
  lease.grow(expected);
  try {
    return await gunzipUpTo(body, expected);
  } catch (error) {
    if (!isTooLarge(error)) throw malformed(error);
  }
  if (expected === maxBytes) throw tooLarge(maxBytes);
  lease.grow(maxBytes - expected);
  try {
    return await gunzipUpTo(body, maxBytes);
  } catch (error) {
    throw isTooLarge(error) ? tooLarge(maxBytes) : malformed(error);
  }
}

function gunzipUpTo(body: Buffer, maxOutputLength: number): Promise<Buffer> {
  return gunzipBuffer(body, { maxOutputLength, chunkSize: Math.min(maxOutputLength, 1024 * 1024) });
}

const isTooLarge = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';

function tooLarge(maxBytes: number): HubError {
  const problem = `expected a body of at most ${maxBytes} bytes, as sent and as unpacked; send smaller batches`;
  return new HubError('OBS_BODY_TOO_LARGE', problem);
}

function malformed(cause: unknown): HubError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new HubError('OBS_GZIP_MALFORMED', `expected a gzip stream; ${reason}`, { cause });
}
