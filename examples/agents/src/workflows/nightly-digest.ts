import { agentTracking } from '@observatory/shim';
import { type DigestOrder, type DigestTopic, digestWriter } from '../agents/digest-writer.ts';
import { judge } from '../judge.ts';
import type { Run } from '../run.ts';
import { serviceLogger } from '../service-logger.ts';
import { together } from '../together.ts';
import { publishDigest } from '../tools/publish-digest.ts';

const log = serviceLogger('support-service');

const topics: Readonly<Record<DigestTopic, readonly string[]>> = {
  billing: ['double-charge', 'vat-invoice'],
  delivery: ['late-parcel'],
  account: ['sign-in-code'],
};

/** Sums up the day's tickets: one writer per topic, all at once, then the digest is sent. */
export function nightlyDigest(run: Run): Promise<readonly string[]> {
  return agentTracking.trackWorkflow('nightly-digest', 'write-digest', async (execution) => {
    run.onCancel((reason) => execution.cancel(reason));
    const orders = await agentTracking.trackStep('collect-tickets', () => collect(run));
    const sections = await agentTracking.trackStep('write-sections', () =>
      together(orders.map((order) => digestWriter(run, order))),
    );
    judge(run, 'coverage', execution.id);
    await agentTracking.trackStep('publish', () => publishDigest(run, sections));
    log.info('digest sent', { operation: 'write-digest', sections: sections.length });
    return sections;
  });
}

function collect(run: Run): DigestOrder[] {
  const counts = run.tickets.summary();
  return (Object.keys(topics) as DigestTopic[]).map((topic) => {
    const own = counts.filter(({ recording }) => topics[topic].includes(recording));
    return {
      topic,
      tickets: own.reduce((sum, { tickets }) => sum + tickets, 0),
      answered: own.reduce((sum, { answered }) => sum + answered, 0),
    };
  });
}
