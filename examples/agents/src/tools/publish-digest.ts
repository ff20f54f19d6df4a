import { z } from 'zod';
import type { Run } from '../run.ts';
import { callService } from './call-service.ts';

const receipt = z.object({ accepted: z.literal(true) });

/** Sends the digest to everybody's mailbox. */
export async function publishDigest(run: Run, sections: readonly string[]): Promise<void> {
  await callService(run, {
    name: 'publish_digest',
    arguments: { sections: sections.length },
    path: '/digests',
    form: receipt,
    init: { method: 'POST', body: JSON.stringify({ sections }) },
  });
}
