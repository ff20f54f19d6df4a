/** A server that another part of the stack is did not answer as it should; the message says why, for people. */
export class IntegrationFault extends Error {
  override readonly name = 'IntegrationFault';
}

export interface AskOptions {
  /** The whole question, connection and answer included. */
  readonly timeoutMs: number;
  /** Larger answers are refused, before they take memory. */
  readonly maxBytes: number;
  /** Sent as a form by POST, for questions that are too long for a URL. */
  readonly form?: URLSearchParams;
}

/**
 * The text of a server's answer. Shows it no key, follows no redirect, and reads no more than it is told. Throws an
 * IntegrationFault where the server is away, slow, redirects, refuses, or says too much.
 */
export async function askServer(url: string, { timeoutMs, maxBytes, form }: AskOptions): Promise<string> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      signal,
      redirect: 'manual',
      credentials: 'omit',
      ...(form && { method: 'POST', body: form }),
    });
    const text = await readText(response, maxBytes);
    if (response.ok) return text;
    const { status, headers } = response;
    const to = headers.get('location');
    throw new IntegrationFault(
      to === null
        ? `answered ${status}${text === '' ? '' : `: ${text.slice(0, 200).trim()}`}`
        : `answered ${status}, a redirect to ${to.slice(0, 200)}, which is not followed`,
    );
  } catch (error) {
    if (error instanceof IntegrationFault) throw error;
    if (signal.aborted) throw new IntegrationFault(`no answer within ${timeoutMs} ms`, { cause: error });
    throw new IntegrationFault(reasonOf(error), { cause: error });
  }
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    // Leaving the loop cancels the rest.
    if (length > maxBytes) throw new IntegrationFault(`expected an answer of at most ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length).toString();
}

/** What `fetch` says is only "fetch failed"; the cause has the rest. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof AggregateError && cause.errors[0] instanceof Error) return cause.errors[0].message;
  return cause instanceof Error ? cause.message : String(cause);
}
