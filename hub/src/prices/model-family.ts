/** What tells the models of a family apart: their size. */
const sizes = new Set([
  ...[
    'nano',
    'micro',
    'mini',
    'tiny',
    'small',
    'medium',
    'large',
    'xl',
    'lite',
    'flash',
    'fast',
    'turbo',
    'plus',
    'pro',
    'premier',
  ],
  ...['max', 'ultra', 'haiku', 'sonnet', 'opus'],
  // Of one and the same model.
  ...['latest', 'preview', 'exp', 'experimental'],
]);

/**
 * The family of a model by its name: what is left without words of size and without its date, such as `gpt-4.1` of
 * `gpt-4.1-mini-2025-04-14` and `claude-4-5` of `claude-sonnet-4-5`. Null where nothing but these is in the name.
 */
export function familyOf(model: string): string | null {
  const name = model.toLowerCase().split('/').at(-1) ?? '';
  const words = name
    .replace(/\d{4}-\d{2}-\d{2}/, '')
    .split(/[-_@: ]+/)
    .filter((word) => word !== '' && !sizes.has(word) && !/^(\d{4}|\d{6}|\d{8}|\d+b)$/.test(word));
  return words.length === 0 ? null : words.join('-');
}
