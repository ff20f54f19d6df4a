const MOST_REPETITIONS = 1000;

/** Whether RE2 takes a regular expression and reads it as JavaScript does. */
export function isRe2(pattern: string): boolean {
  const escapes = [...pattern.matchAll(/\\(.?)/gs)].map(([, escaped = '']) => escaped);
  if (escapes.some((one) => /[a-zA-Z1-9]/.test(one) && !/[AaBbDdfnrstvwWSpPxzQE]/.test(one))) return false;
  // What is left without escapes is syntax.
  const syntax = pattern.replace(/\\./gs, '_');
  const classes = /\[\^?[^\]]*\]/g;
  // To JavaScript `[]` is nothing and `[^]` anything; to RE2 the bracket is the first character of the class.
  if (syntax.match(classes)?.some((one) => one === '[]' || one === '[^]')) return false;
  const outside = syntax.replace(classes, '_');
  if (/\(\?<?[=!]/.test(outside)) return false;
  const repetitions = [...outside.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].flatMap(([, least, most]) => [
    least,
    most,
  ]);
  if (repetitions.some((count) => Number(count ?? 0) > MOST_REPETITIONS)) return false;
  try {
    new RegExp(pattern.replace(/^\(\?[imsU]+\)/, ''));
    return true;
  } catch {
    return false;
  }
}
