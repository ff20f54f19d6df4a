interface Finding {
  readonly file: string;
  readonly rule: string;
  readonly line: string;
}

const rules: Readonly<Record<string, RegExp>> = {
  'no-any': /\bany\b(?!\()/,
  'no-console': /\bconsole\.\w+\(/,
  'no-todo': /\bTODO\b/,
  'strict-equality': /[^=!]==[^=]/,
};

/** Checks the lines that a unified diff adds, and that source comes with a test. */
export function lintDiff(diff: string): Finding[] {
  const findings: Finding[] = [];
  const files: string[] = [];
  for (const line of diff.split('\n')) {
    if (line.startsWith('+++ ')) files.push(line.replace(/^\+\+\+ (b\/)?/, ''));
    else if (line.startsWith('+')) {
      const added = line.slice(1).trim();
      for (const [rule, pattern] of Object.entries(rules)) {
        if (pattern.test(added)) findings.push({ file: files.at(-1) ?? '', rule, line: added });
      }
    }
  }
  const isTest = (file: string) => file.includes('.test.');
  for (const file of files) {
    const test = file.replace(/\.ts$/, '.test.ts');
    if (!isTest(file) && !files.includes(test)) findings.push({ file, rule: 'has-test', line: '' });
  }
  return findings;
}
