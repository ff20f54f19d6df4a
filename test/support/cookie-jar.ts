/** A browser's part in redirects: keeps the cookies of each host and sends them back; follows nothing by itself. */
export class CookieJar {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** Cookies that a host (with its port) gets. */
  of(url: string): Map<string, string> {
    const { host } = new URL(url);
    const cookies = this.#cookies.get(host) ?? new Map();
    this.#cookies.set(host, cookies);
    return cookies;
  }

  async fetch(url: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Response> {
    const cookies = this.of(url);
    const cookie = Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, {
      redirect: 'manual',
      ...init,
      headers: { accept: 'text/html', ...(cookie && { cookie }), ...init.headers },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const isGone = value === '' || /max-age=0/i.test(line) || /expires=Thu, 01 Jan 1970/i.test(line);
      if (isGone) cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  }

  /** Where an answer leads; throws where it leads nowhere. */
  async follow(url: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<string> {
    const answer = await this.fetch(url, init);
    const text = await answer.text();
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`${answer.status} of ${url} leads nowhere: ${text.slice(0, 500)}`);
    return new URL(location, url).href;
  }
}
