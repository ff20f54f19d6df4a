import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { build, isBuilt, pageBuild } from '../../infra/start/build.ts';
import { launchBrowser, PATIENCE_MS } from './browser.ts';
import { freePort } from './free-port.ts';
import { HubProcess } from './hub-process.ts';

const root = resolve(import.meta.dirname, '../..');

/** The two screens that every page is tried on. */
export const wide = { viewport: { width: 1440, height: 900 } } satisfies BrowserContextOptions;
export const phone = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
} satisfies BrowserContextOptions;

/** A hub of its own with the built page, and a real browser. */
export class ConsoleFixture {
  readonly url: string;
  readonly browser: Browser;
  /** What the browser complained about: broken content security policy, exceptions, failed loads. */
  complaints: string[] = [];
  hub: HubProcess;
  private forgiven: RegExp[] = [];
  private readonly env: Readonly<Record<string, string>>;
  /** Of its database. */
  readonly folder: string;

  private constructor(url: string, browser: Browser, env: Readonly<Record<string, string>>, folder: string) {
    this.url = url;
    this.browser = browser;
    this.env = env;
    this.folder = folder;
    this.hub = new HubProcess(env);
  }

  /** Builds the page where it is older than its sources, and starts both; `settings` are the hub's. */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<ConsoleFixture> {
    if (!isBuilt(pageBuild(root))) await build(pageBuild(root));
    const folder = mkdtempSync(join(tmpdir(), 'observatory-console-'));
    const port = await freePort();
    const env = {
      PORT: String(port),
      OBSERVATORY_OTLP_HTTP_PORT: 'off',
      OBSERVATORY_OTLP_GRPC_PORT: 'off',
      OBSERVATORY_DATA_DIR: folder,
      ...settings,
    };
    const fixture = new ConsoleFixture(`http://127.0.0.1:${port}`, await launchBrowser(), env, folder);
    await fixture.hub.ready;
    return fixture;
  }

  /** A new page in a browser context of its own, at a path of the hub or at an address of its own. */
  async open(path: string, options: BrowserContextOptions = wide): Promise<Page> {
    // What a service worker asks for cannot be held up by a test; those about it let it in.
    const context = await this.browser.newContext({ serviceWorkers: 'block', ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    await page.goto(new URL(path, this.url).href);
    return page;
  }

  /** Ends all pages; for afterEach. */
  async closePages(): Promise<void> {
    for (const context of this.browser.contexts()) {
      // An answer that is being altered as its page closes is nobody's fault.
      for (const page of context.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' });
      await context.unrouteAll({ behavior: 'ignoreErrors' });
      await context.close();
    }
    const forgiven = this.forgiven.splice(0);
    this.complaints = this.complaints.filter((complaint) => !forgiven.some((one) => one.test(complaint)));
  }

  /** Lets the pages that are open complain of what a test does to them; until they are closed, since some do so late. */
  forgive(complaint: RegExp): void {
    this.forgiven.push(complaint);
  }

  /** Starts the hub again on its data, after it was stopped or killed. */
  async restartHub(): Promise<void> {
    this.hub = new HubProcess(this.env);
    await this.hub.ready;
  }

  /** Ends everything and removes the data. */
  async stop(): Promise<void> {
    await this.browser.close();
    await this.hub.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
