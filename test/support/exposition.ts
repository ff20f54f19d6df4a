/** One sample of a scrape. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const line = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/;
const label = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y;

/**
 * Reads Prometheus' text exposition format 0.0.4 and throws at what does not keep to it: each family has HELP and TYPE
 * once and before its samples, no sample comes twice, histograms are cumulative and end in +Inf.
 */
export function parseExposition(text: string): Sample[] {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  const seen = new Set<string>();
  for (const row of text.split('\n')) {
    const comment = /^# (HELP|TYPE) (\S+) (.+)$/.exec(row);
    if (comment) {
      const [, word, name = '', type = ''] = comment;
      if (word === 'TYPE' && types.has(name)) throw new Error(`${name} has two types`);
      if (word === 'TYPE') types.set(name, type);
    } else if (row !== '') {
      const sample = parseSample(row);
      if (!types.has(sample.name.replace(/_(bucket|sum|count)$/, '')) && !types.has(sample.name)) {
        throw new Error(`no TYPE before ${row}`);
      }
      const key = row.slice(0, row.lastIndexOf(' '));
      if (seen.has(key)) throw new Error(`twice: ${key}`);
      seen.add(key);
      samples.push(sample);
    }
  }
  for (const [name, type] of types) if (type === 'histogram') checkBuckets(name, samples);
  return samples;
}

function parseSample(row: string): Sample {
  const [, name = '', labelText = '', number = ''] = line.exec(row) ?? [];
  const value = number === '+Inf' ? Number.POSITIVE_INFINITY : number === 'Nan' ? Number.NaN : Number(number);
  if (name === '' || (Number.isNaN(value) && !/^nan$/i.test(number))) throw new Error(`no sample: ${row}`);
  const labels: Record<string, string> = {};
  label.lastIndex = 0;
  while (label.lastIndex < labelText.length) {
    const [, key = '', escaped = ''] = label.exec(labelText) ?? [];
    if (key === '') throw new Error(`no labels: ${row}`);
    labels[key] = escaped.replace(/\\(.)/g, (_, char) => (char === 'n' ? '\n' : char));
  }
  return { name, labels, value };
}

function checkBuckets(name: string, samples: readonly Sample[]): void {
  const last = new Map<string, { le: string; value: number }>();
  for (const sample of samples.filter((one) => one.name === `${name}_bucket`)) {
    const { le = '', ...rest } = sample.labels;
    const before = last.get(JSON.stringify(rest));
    if (before && before.value > sample.value) throw new Error(`${name} is not cumulative at ${le}`);
    last.set(JSON.stringify(rest), { le, value: sample.value });
  }
  for (const { le } of last.values()) if (le !== '+Inf') throw new Error(`${name} does not end in +Inf`);
}
