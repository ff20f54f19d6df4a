import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

const ticket = z.object({
  id: z.int(),
  customer: z.string(),
  /** Which recorded conversation fits it. */
  recording: z.string(),
  subject: z.string(),
  body: z.string(),
});
export type Ticket = z.infer<typeof ticket>;

export interface TicketStore {
  readonly ids: readonly number[];
  /** Throws where there is no such ticket. */
  read(id: number): Ticket;
  saveReply(id: number, text: string): void;
  /** How many tickets there are of each recording, and how many have a reply. */
  summary(): { recording: string; tickets: number; answered: number }[];
  close(): void;
}

/** Opens the tickets in a SQLite file; a new one is filled from `data/tickets.json`. */
export function openTicketStore(file: string): TicketStore {
  const db = new DatabaseSync(file);
  db.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS ticket (
      id INTEGER PRIMARY KEY, customer TEXT NOT NULL, recording TEXT NOT NULL,
      subject TEXT NOT NULL, body TEXT NOT NULL, reply TEXT
    ) STRICT;
  `);
  const insert = db.prepare(
    'INSERT OR IGNORE INTO ticket (id, customer, recording, subject, body) VALUES (?, ?, ?, ?, ?)',
  );
  const given = readFileSync(new URL('../../data/tickets.json', import.meta.url), 'utf8');
  const tickets = z.array(ticket).parse(JSON.parse(given));
  for (const { id, customer, recording, subject, body } of tickets) {
    insert.run(id, customer, recording, subject, body);
  }

  const read = db.prepare('SELECT id, customer, recording, subject, body FROM ticket WHERE id = ?');
  const saveReply = db.prepare('UPDATE ticket SET reply = ? WHERE id = ?');
  const summary = db.prepare(
    'SELECT recording, count(*) AS tickets, count(reply) AS answered FROM ticket GROUP BY recording ORDER BY recording',
  );

  return {
    ids: tickets.map(({ id }) => id),
    read(id) {
      const row = read.get(id);
      if (!row) throw new Error(`There is no ticket ${id}.`);
      return ticket.parse(row);
    },
    saveReply: (id, text) => void saveReply.run(text, id),
    summary: () =>
      summary.all().map((row) => ({
        recording: String(row.recording),
        tickets: Number(row.tickets),
        answered: Number(row.answered),
      })),
    close: () => db.close(),
  };
}
