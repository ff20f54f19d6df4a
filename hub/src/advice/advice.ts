import type { Advice } from '../api/schemas/cost.ts';

/** Executions or calls below which chance may be what is seen. */
export const FEWEST = 20;

type Given = Pick<Advice, 'kind' | 'finding' | 'evidence' | 'samples'> &
  Partial<Omit<Advice, 'subject'>> & { readonly subject: Partial<Advice['subject']> };

/** An advice with what does not apply to it as null. */
export function adviceOf({ subject, ...given }: Given): Advice {
  return {
    saving_usd: null,
    saving_ms: null,
    examples: [],
    ...given,
    subject: { agent: null, step: null, provider: null, model: null, ...subject },
  };
}

export const seconds = (ms: number) => `${Number((ms / 1000).toPrecision(3))} s`;
export const percent = (ratio: number) => `${Math.round(ratio * 100)} %`;
export const dollars = (usd: number) => `$${Number(usd.toPrecision(3))}`;
