import { DatabaseSync } from 'node:sqlite';

const database = new DatabaseSync(process.env.LIBRARY_FILE ?? ':memory:');
database.exec(`
  CREATE TABLE IF NOT EXISTS books (id INTEGER PRIMARY KEY, title TEXT UNIQUE, author TEXT, copies INTEGER);
  INSERT OR IGNORE INTO books (title, author, copies) VALUES
    ('A Wizard of Earthsea', 'Ursula K. Le Guin', 2),
    ('The Dispossessed', 'Ursula K. Le Guin', 0),
    ('Solaris', 'Stanisław Lem', 1);
`);

/** Books whose author's name holds this text. */
export function findBooks(author) {
  return database.prepare('SELECT title, copies FROM books WHERE author LIKE ?').all(`%${author}%`);
}

/** Lends a copy; gives how many are left. */
export function lendBook(title) {
  const { changes } = database
    .prepare('UPDATE books SET copies = copies - 1 WHERE title = ? AND copies > 0')
    .run(title);
  if (changes === 0) throw new Error(`No copy of ${title} is left`);
  return database.prepare('SELECT copies FROM books WHERE title = ?').get(title);
}

/** Reviews of a book; nobody made that table yet. */
export function findReviews(title) {
  return database.prepare('SELECT review FROM reviews WHERE title = ?').all(title);
}
