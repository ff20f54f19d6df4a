import { randomBytes } from 'node:crypto';
import { type Engine, secret } from './pulumi-stand-in.ts';

/** RandomPassword without special characters. */
export function randomEngine(): Engine {
  return {
    computed: ['result'],
    create: async (_type, { length, special }) => {
      if (special !== false) throw new Error('only passwords of letters and digits are made here');
      const text = randomBytes(256)
        .toString('base64')
        .replaceAll(/[^A-Za-z0-9]/g, '');
      return { id: 'none', computed: { result: secret(text.slice(0, Number(length))) } };
    },
    remove: async () => {},
    replaces: () => true,
  };
}
