import { createHash, randomBytes } from 'node:crypto';
import { queryStore } from './store.ts';

/** A person in a hub's database who is signed in, as after a way through an OpenID provider; returns the cookie. */
export async function signedInPerson(
  hub: { readonly dataDir: string },
  id: string,
  roles: Readonly<Record<string, string>>,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await queryStore(
    hub,
    `INSERT INTO people (id, issuer, subject, email, name) VALUES ($1, 'https://login.example', $1, $2, $3)`,
    [id, `${id}@shop.example`, `The person ${id}`],
  );
  for (const [project, role] of Object.entries(roles))
    await queryStore(hub, 'INSERT INTO members (project, person_id, role) VALUES ($1, $2, $3)', [
      project,
      id,
      role,
    ]);
  await queryStore(
    hub,
    `INSERT INTO access_sessions (id, token_hash, project, person_id, expires_at)
     VALUES ($1, $2, $3, $4, now() + interval '1 hour')`,
    [
      randomBytes(8).toString('hex'),
      createHash('sha256').update(token).digest(),
      Object.keys(roles)[0] ?? 'default',
      id,
    ],
  );
  return `observatory_session=${token}`;
}
