import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

const articleList = z.array(z.object({ id: z.string(), title: z.string(), text: z.string() }));
export type Article = z.infer<typeof articleList>[number];
export type Hit = Pick<Article, 'id' | 'title'>;

export interface KnowledgeBase {
  /** The best articles for any of these words, best first. */
  search(words: string, limit?: number): Hit[];
  article(id: string): Article | undefined;
  close(): void;
}

/** A full-text index (SQLite FTS5, in memory) over the articles of `data/articles.json`. */
export function openKnowledgeBase(): KnowledgeBase {
  const articles = articleList.parse(
    JSON.parse(readFileSync(new URL('../../data/articles.json', import.meta.url), 'utf8')),
  );
  const db = new DatabaseSync(':memory:');
  db.exec("CREATE VIRTUAL TABLE article USING fts5(id UNINDEXED, title, text, tokenize = 'porter')");
  const insert = db.prepare('INSERT INTO article (id, title, text) VALUES (?, ?, ?)');
  for (const { id, title, text } of articles) insert.run(id, title, text);
  const search = db.prepare(
    'SELECT id, title FROM article WHERE article MATCH ? ORDER BY bm25(article, 0, 4, 1) LIMIT ?',
  );

  return {
    search(words, limit = 3) {
      // Quoted, so that no word is read as an operator of FTS5.
      const terms = (words.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => `"${word}"`);
      if (terms.length === 0) return [];
      return search
        .all(terms.join(' OR '), limit)
        .map((row) => ({ id: String(row.id), title: String(row.title) }));
    },
    article: (id) => articles.find((article) => article.id === id),
    close: () => db.close(),
  };
}
