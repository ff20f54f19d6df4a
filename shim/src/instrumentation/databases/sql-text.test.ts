import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstWord, type SqlDialect, withoutValues } from './sql-text.ts';

describe('a statement without its values', () => {
  it.each<[SqlDialect, string, string]>([
    [
      'postgresql',
      "SELECT id, name AS n1 FROM users u2 WHERE mail = 'bob@example.com' AND age > 42",
      'SELECT id, name AS n1 FROM users u2 WHERE mail = ? AND age > ?',
    ],
    ['postgresql', 'SELECT * FROM "Users" WHERE id = $1', 'SELECT * FROM "Users" WHERE id = $1'],
    ['postgresql', "INSERT INTO t VALUES ('it''s', -1.5e3, 0xff)", 'INSERT INTO t VALUES (?, -?, ?)'],
    ['postgresql', "SELECT 'a\\', 'secret'", 'SELECT ?, ?'],
    ['postgresql', "SELECT E'a\\', secret', 1", 'SELECT ?, ?'],
    ['postgresql', 'DO $body$ SELECT $$x$$ $body$; SELECT a', 'DO ?; SELECT a'],
    ['postgresql', 'SELECT 1 -- for bob\n, a /* and alice */ FROM t', 'SELECT ? , a FROM t'],
    ['postgresql', "SELECT a FROM t WHERE b = 'cut of", 'SELECT a FROM t WHERE b = ?'],
    ['postgresql', 'SELECT /* a /* b */ secret */ 1', 'SELECT'],
    [
      'postgresql',
      'SELECT 1_000_000, 1.5e-3, .5, 7-2, 0o17, 12ab FROM t1',
      'SELECT ?, ?, ?, ?-?, ?, ? FROM t1',
    ],
    [
      'mysql',
      "SELECT `a 1` FROM t WHERE b = \"bob\" AND c = 'it\\'s'",
      'SELECT `a 1` FROM t WHERE b = ? AND c = ?',
    ],
    ['mysql', "SELECT N'x', b'01', _utf8mb4'y', @v1, :id # bob", 'SELECT ?, ?, _utf8mb4?, @v1, :id'],
    ['mysql', "SELECT'secret'", 'SELECT?'],
    [
      'sqlite',
      "SELECT [a 1], \"b\" FROM t WHERE c = x'00' AND d = 'e\\'",
      'SELECT [a 1], "b" FROM t WHERE c = ? AND d = ?',
    ],
  ])('of %s: %s', (dialect, statement, expected) => {
    expect(withoutValues(statement, dialect)).toBe(expected);
  });

  it('holds nothing of any string that was in it, wherever it was cut', () => {
    const quoted: Record<SqlDialect, (value: string) => string> = {
      mysql: (value) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`,
      postgresql: (value) => `'${value.replaceAll("'", "''")}'`,
      sqlite: (value) => `'${value.replaceAll("'", "''")}'`,
    };
    fc.assert(
      fc.property(
        fc.constantFrom<SqlDialect>('mysql', 'postgresql', 'sqlite'),
        fc.array(
          fc.string({
            unit: fc.constantFrom("'", '"', '\\', '`', '$', '-', '*', '/', '#', 'Ä', '7', ' ', '\n'),
          }),
          {
            minLength: 1,
            maxLength: 5,
          },
        ),
        fc.nat(200),
        (dialect, values, cut) => {
          const texts = values.map((value) => quoted[dialect](`${value}Ä${value}`));
          const statement = `SELECT a FROM t WHERE b IN (${texts.join(', ')})`;
          expect(withoutValues(statement, dialect)).toBe(
            `SELECT a FROM t WHERE b IN (${texts.map(() => '?').join(', ')})`,
          );
          expect(withoutValues(statement.slice(0, cut), dialect)).not.toMatch(/[Ä7]/);
        },
      ),
    );
  });

  it('takes a statement of any length in little time', () => {
    for (const text of ["'", "''", '\\', '/*', '$$', '$a', '--', '`', '[', '1e']) {
      expect(withoutValues(text.repeat(1_000_000), 'postgresql').length).toBeLessThanOrEqual(4000);
    }
  });
});

it.each([
  ['select 1', 'SELECT'],
  ['SELECT\n  a\nFROM t', 'SELECT'],
  ["SELECT'secret'", 'SELECT'],
  ['  /* trace */ -- b\n (WITH a AS (SELECT 1) SELECT 2)', 'WITH'],
  ['COMMIT;', 'COMMIT'],
  ['', ''],
  ['42', ''],
])('the first word of %j is %j', (statement, word) => {
  expect(firstWord(statement)).toBe(word);
});
