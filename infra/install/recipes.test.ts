import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serverNamed } from './cache.ts';
import { builderCommand } from './collector-build.ts';
import { aptCommands, mirrorOf, sourcesList, unpackedFile, upstreamVersion } from './debian-packages.ts';
import { buildCommand, downloadCommand, editedGoMod } from './go-module.ts';
import { filled, sumOf } from './release.ts';
import type { GoModule } from './servers.ts';

function goModule(name: string): GoModule {
  const recipe = serverNamed(name).recipes.find(({ kind }) => kind === 'go-module');
  if (recipe?.kind !== 'go-module') throw new Error(`${name} is not built from a module`);
  return recipe;
}

const at = { source: '/mod/jaeger', modfile: '/work/x.mod', out: '/out' };

describe('a Go module', () => {
  test('is had by its version', () => {
    expect(downloadCommand('/go', goModule('jaeger'), '/work')).toMatchObject({
      program: '/go',
      args: ['mod', 'download', '-json', 'github.com/jaegertracing/jaeger@v1.76.0'],
      cwd: '/work',
    });
  });

  test('is built in its own folder, with the mended copy of its go.mod', () => {
    expect(buildCommand('/go', goModule('jaeger'), at)).toMatchObject({
      cwd: '/mod/jaeger',
      args: [
        'build',
        '-v',
        '-mod=mod',
        '-modfile=/work/x.mod',
        '-buildvcs=false',
        '-ldflags=-s -w',
        '-o',
        '/out/',
        './cmd/jaeger',
      ],
    });
  });

  test('is built with its checksums verified, whatever the environment says', () => {
    expect(buildCommand('/go', goModule('jaeger'), at).env).toEqual({
      CGO_ENABLED: '0',
      GOWORK: 'off',
      GOFLAGS: '',
      GOSUMDB: 'sum.golang.org',
      GONOSUMDB: 'none.invalid',
      GOINSECURE: 'none.invalid',
    });
  });

  test('gives several programs in one build', () => {
    expect(buildCommand('/go', goModule('prometheus'), at).args.slice(-2)).toEqual([
      './cmd/prometheus',
      './cmd/promtool',
    ]);
  });

  test('is told its version where it asks for that', () => {
    expect(buildCommand('/go', goModule('pulumi'), at).args).toContain(
      '-ldflags=-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.200.0',
    );
  });
});

describe('a copied go.mod', () => {
  test('of Loki loses the folder that only its repository has', () => {
    const text = 'a\nreplace github.com/grafana/loki/pkg/push => ./pkg/push\nreplace b => c v1\n';
    expect(editedGoMod(text, goModule('loki'))).toBe('a\nreplace b => c v1\n');
  });

  test('of Kubernetes takes the published parts', () => {
    const text =
      '\tk8s.io/api => ./staging/src/k8s.io/api\n\tk8s.io/cli-runtime => ./staging/src/k8s.io/cli-runtime\n';
    expect(editedGoMod(text, goModule('kube-apiserver'))).toBe(
      '\tk8s.io/api => k8s.io/api v0.36.3\n\tk8s.io/cli-runtime => k8s.io/cli-runtime v0.36.3\n',
    );
  });

  test('of Pulumi takes the published SDK', () => {
    const text = 'go 1.24\n\nreplace github.com/pulumi/pulumi/sdk/v3 => ../sdk\n\nreplace x => y v1\n';
    expect(editedGoMod(text, goModule('pulumi'))).toBe('go 1.24\n\n\nreplace x => y v1\n');
  });
});

test('the collector is put together by the builder of its version', () => {
  const recipe = { kind: 'collector-builder', version: '0.111.0', line: '0.111' } as const;
  expect(builderCommand('/go', recipe, '/work')).toMatchObject({
    program: '/go',
    args: [
      'run',
      'go.opentelemetry.io/collector/cmd/builder@v0.111.0',
      '--config',
      'manifest.yaml',
      '--go',
      '/go',
    ],
    cwd: '/work',
  });
});

describe('a Debian package', () => {
  test('is downloaded by lists and folders of its own, as any user', () => {
    const options = [
      '-o',
      'Dir::Etc::sourcelist=/work/sources.list',
      '-o',
      'Dir::Etc::sourceparts=/dev/null',
      '-o',
      'Dir::State::lists=/work/lists',
      '-o',
      'Dir::Cache=/work/cache',
      '-o',
      'APT::Sandbox::User=root',
      '-o',
      'Acquire::Languages=none',
    ];
    expect(aptCommands({ kind: 'debian', packages: ['docker-compose'], files: {} }, '/work')).toEqual([
      { program: 'apt-get', args: [...options, 'update'], cwd: '/work' },
      { program: 'apt-get', args: [...options, 'download', 'docker-compose'], cwd: '/work' },
    ]);
  });

  test('comes from sid, signed by Debian', () => {
    expect(sourcesList('http://mirror.example.com/debian')).toBe(
      'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.example.com/debian sid main\n',
    );
  });

  test.each([
    ['deb http://mirror.example.com/debian/ bookworm main', 'http://mirror.example.com/debian'],
    ['Types: deb\nURIs: https://m.example.com/debian\nSuites: trixie', 'https://m.example.com/debian'],
    ['deb http://security.debian.org/debian-security bookworm-security main', 'http://deb.debian.org/debian'],
    ['', 'http://deb.debian.org/debian'],
  ])('comes from the mirror of the system: %j', (sources, mirror) => {
    expect(mirrorOf(sources)).toBe(mirror);
  });

  test.each([
    ['3.5.3+ds1-6', '3.5.3'],
    ['1:2.40.3-3\n', '2.40.3'],
  ])('of version %j is %s', (debian, version) => {
    expect(upstreamVersion(debian)).toBe(version);
  });
});

test.each(['bin', 'usr/bin'])('a program that a package has in %s is found', (folder) => {
  const unpacked = mkdtempSync(join(tmpdir(), 'unpacked-'));
  onTestFinished(() => rmSync(unpacked, { recursive: true }));
  expect(() => unpackedFile(unpacked, 'bin/busybox')).toThrow('bin/busybox or usr/bin/busybox');
  mkdirSync(join(unpacked, folder), { recursive: true });
  writeFileSync(join(unpacked, folder, 'busybox'), '');
  expect(unpackedFile(unpacked, 'bin/busybox')).toBe(join(unpacked, folder, 'busybox'));
});

describe('a release', () => {
  test('has an address for each kind of machine', () => {
    const release = serverNamed('prometheus').release;
    expect(filled(release?.url ?? '', '3.14.0', { os: 'darwin', arch: 'arm64' })).toBe(
      'https://github.com/prometheus/prometheus/releases/download/v3.14.0/prometheus-3.14.0.darwin-arm64.tar.gz',
    );
  });

  test('has its sum in the list that it publishes, in either form', () => {
    const sums = `${'A'.repeat(64)}  other.zip\n${'b'.repeat(64)} *./dist/loki-linux-amd64.zip\n`;
    expect(sumOf(sums, 'loki-linux-amd64.zip', 'SHA256SUMS')).toBe('b'.repeat(64));
    expect(sumOf(sums, 'other.zip', 'SHA256SUMS')).toBe('a'.repeat(64));
  });

  test('without a sum is refused', () => {
    expect(() => sumOf('', 'loki.zip', 'SHA256SUMS')).toThrow(
      'expected a SHA-256 of loki.zip in SHA256SUMS; got none. Nothing was installed',
    );
  });
});
