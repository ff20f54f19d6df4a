import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '../../test/support/eventually.ts';
import { openUnseen } from './open-unseen.ts';

const URL = 'http://127.0.0.1:3001/#key=obs_abc';

// It is xdg-open that the test can stand in for.
describe.runIf(process.platform === 'linux')('openUnseen', () => {
  let folder: string;
  let seen: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'observatory-open-test-'));
    seen = join(folder, 'seen');
    const program = join(folder, 'xdg-open');
    writeFileSync(
      program,
      `#!/bin/sh\n{ echo "$@"; stat -c %a "$1" "$(dirname "$1")"; cat "$1"; } > ${seen}.new; mv ${seen}.new ${seen}\n`,
    );
    chmodSync(program, 0o755);
    vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
    vi.stubEnv('DISPLAY', ':0');
    vi.stubEnv('XDG_RUNTIME_DIR', folder);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  const left = () => readdirSync(folder).filter((name) => name.startsWith('observatory-open-'));

  it('gives the browser a file that only this user reads, and no key', async () => {
    const stop = new AbortController();
    const opening = openUnseen(URL, stop.signal);
    const [args, file, above, ...page] = (await eventually(async () => readFileSync(seen, 'utf8'))).split(
      '\n',
    );
    expect(args).toMatch(/\/observatory-open-\w+\/open\.html$/);
    expect([file, above]).toEqual(['600', '700']);
    expect(page.join('\n')).toContain(`content="0; url='${URL}'"`);
    expect(page.join('\n')).toContain(`<a href="${URL}">`);
    stop.abort();
    expect(await opening).toBe(true);
    expect(left()).toEqual([]);
  });

  it('does without a folder for what runs', async () => {
    vi.stubEnv('XDG_RUNTIME_DIR', join(folder, 'nowhere'));
    vi.stubEnv('TMPDIR', folder);
    const stop = new AbortController();
    const opening = openUnseen(URL, stop.signal);
    expect(await eventually(async () => readFileSync(seen, 'utf8'))).toContain(URL);
    stop.abort();
    expect(await opening).toBe(true);
    expect(left()).toEqual([]);
  });

  it('removes the file after a while by itself', async () => {
    expect(await openUnseen(URL, new AbortController().signal, 50)).toBe(true);
    expect(left()).toEqual([]);
  });

  it('leaves nothing where there is no browser', async () => {
    vi.stubEnv('DISPLAY', '');
    vi.stubEnv('WAYLAND_DISPLAY', '');
    expect(await openUnseen(URL, new AbortController().signal)).toBe(false);
    expect(left()).toEqual([]);
  });
});
