import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { experimental } from '@grpc/grpc-js';
import { hubMetrics } from '@observatory/shim/conventions';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { gauge } from '../metrics/instruments.ts';
import type { Closer } from '../open-store.ts';
import type { TlsFilePaths } from '../settings/edge.ts';
import { readTlsPair, type TlsPair } from './tls-pair.ts';

export interface TlsOptions {
  readonly paths: TlsFilePaths;
  readonly log: Logger;
  readonly registry: Registry;
  /** How often the files are looked at; 10 s unless given. */
  readonly everyMs?: number;
}

const EVERY_MS = 10_000;
/** Whoever connects and says nothing is let go. */
const HANDSHAKE_MS = 10_000;
/** RFC 9325, 3.1.1: nothing older. */
const minVersion = 'TLSv1.2';

/**
 * TLS of all ports from two PEM files. The files are read again and again, by content, so that it does not matter how they
 * change: written over, renamed, or by a link that a secret volume turns to another folder. New connections get the new
 * certificate, those that there are go on; files that do not fit together are told in the log, and the old pair stays.
 */
export class ReloadingTls {
  readonly #options: TlsOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #listeners = new Set<(pair: TlsPair) => void>();
  #pair: TlsPair;
  #fault: string | null = null;
  #looking: Promise<void> | null = null;

  /** Reads the files once. Rejects where they are no pair. */
  static async start(options: TlsOptions): Promise<ReloadingTls> {
    const tls = new ReloadingTls(options, await readTlsPair(options.paths));
    tls.#warnOfEnd();
    return tls;
  }

  private constructor(options: TlsOptions, pair: TlsPair) {
    this.#options = options;
    this.#pair = pair;
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = null;
      });
    }, options.everyMs ?? EVERY_MS).unref();
    gauge(hubMetrics.tlsCertificateExpiry, options.registry, (instrument) =>
      instrument.set(Math.floor(this.#pair.expiresAt.getTime() / 1000)),
    );
  }

  /** A server of HTTPS that follows the files. */
  createServer(handler: RequestListener, options: ServerOptions = {}): Server {
    const { certificate: cert, key } = this.#pair;
    const server = createTlsServer(
      { ...options, cert, key, minVersion, handshakeTimeout: HANDSHAKE_MS },
      handler,
    );
    const follow = (pair: TlsPair) =>
      server.setSecureContext({ cert: pair.certificate, key: pair.key, minVersion });
    this.#listeners.add(follow);
    server.on('close', () => this.#listeners.delete(follow));
    // It has all that a server of HTTP has.
    return server as unknown as Server;
  }

  /** The same for gRPC. */
  certificateProvider(): experimental.CertificateProvider {
    const followers = new Map<unknown, (pair: TlsPair) => void>();
    return {
      addCaCertificateListener: () => {},
      removeCaCertificateListener: () => {},
      addIdentityCertificateListener: (listener) => {
        const follow = ({ certificate, key }: TlsPair) => listener({ certificate, privateKey: key });
        followers.set(listener, follow);
        this.#listeners.add(follow);
        // Told at once, it would tell those who are not on its list yet: it adds them after this.
        queueMicrotask(() => follow(this.#pair));
      },
      removeIdentityCertificateListener: (listener) => {
        const follow = followers.get(listener);
        if (follow) this.#listeners.delete(follow);
        followers.delete(listener);
      },
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { paths, log } = this.#options;
    try {
      const pair = await readTlsPair(paths);
      this.#fault = null;
      if (pair.certificate.equals(this.#pair.certificate) && pair.key.equals(this.#pair.key)) return;
      this.#pair = pair;
      for (const listener of this.#listeners) listener(pair);
      log.info({ expires_at: pair.expiresAt.toISOString() }, 'the TLS certificate was renewed');
      this.#warnOfEnd();
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error);
      // Once, not at every look.
      if (fault !== this.#fault)
        log.error({ fault }, 'the TLS files cannot be used; the old certificate stays');
      this.#fault = fault;
    }
  }

  #warnOfEnd(): void {
    const { expiresAt } = this.#pair;
    if (expiresAt.getTime() < Date.now())
      this.#options.log.warn({ expired_at: expiresAt.toISOString() }, 'the TLS certificate has expired');
  }
}

/** TLS as the settings have it; null without. */
export async function startTls(
  paths: TlsFilePaths | null,
  options: Omit<TlsOptions, 'paths'>,
  closers: Closer[],
): Promise<ReloadingTls | null> {
  if (paths === null) return null;
  const tls = await ReloadingTls.start({ ...options, paths });
  closers.push(() => tls.close());
  return tls;
}

/** A server of HTTP, with TLS where it is given. */
export function createHttpServer(handler: RequestListener, tls: ReloadingTls | null): Server {
  return tls === null ? createServer(handler) : tls.createServer(handler);
}
