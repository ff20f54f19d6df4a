import type { KnowledgeBase } from './knowledge-base.ts';
import { paymentPage } from './payments.ts';

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  /** How long the service works on it. */
  readonly takesMs: number;
}

const notFound: Reply = { status: 404, body: { error: 'there is nothing at this address' }, takesMs: 5 };

/** What the example's HTTP services answer: knowledge base, payments and the digest's mailbox. */
export function route(knowledgeBase: KnowledgeBase, method: string, url: URL): Reply {
  const { pathname, searchParams } = url;
  const [, collection, id] = pathname.split('/');

  if (method === 'GET' && collection === 'articles' && id === undefined) {
    return { status: 200, body: { hits: knowledgeBase.search(searchParams.get('q') ?? '') }, takesMs: 140 };
  }
  if (method === 'GET' && collection === 'articles' && id !== undefined) {
    const article = knowledgeBase.article(decodeURIComponent(id));
    return article ? { status: 200, body: article, takesMs: 90 } : notFound;
  }
  if (method === 'GET' && pathname === '/payments') {
    const page = Number(searchParams.get('page') ?? 1);
    if (!Number.isSafeInteger(page) || page < 1) {
      return { status: 400, body: { error: 'page expects a whole number from 1 on' }, takesMs: 5 };
    }
    return { status: 200, body: paymentPage(page), takesMs: 220 };
  }
  if (method === 'POST' && pathname === '/digests')
    return { status: 202, body: { accepted: true }, takesMs: 310 };
  return notFound;
}
