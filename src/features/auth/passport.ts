import type { IncomingMessage } from 'node:http';
import { hash, verify } from '@node-rs/argon2';
import type { Knex } from 'knex';
import passportModule from 'passport';
import { Strategy } from 'passport-local';
import { findSignedIn, type SignedIn } from '../people/actor.query.ts';
import { findCredentials, findPasswordHash } from './credentials.query.ts';

// argon2id is the library's default; OWASP's recommendation for it: 19 MiB, two passes, one lane.
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export function hashPassword(password: string): Promise<string> {
  return hash(password, ARGON2);
}

/** Verified against when there is no such user, so that both answers take the same time. */
const nobody = hashPassword('a password that nobody has');

export type SignInPassport = InstanceType<typeof passportModule.Passport>;

type WithSession = IncomingMessage & { session: { epoch?: number } };

/** Makes passport: user name and password against argon2id, the session holding only the user's id (spec 03). */
export function createPassport(db: Knex): SignInPassport {
  const passport = new passportModule.Passport();
  passport.use(
    new Strategy((username, password, done) => {
      checkPassword(db, username, password).then((user) => {
        done(null, user ?? false);
      }, done);
    }),
  );
  passport.serializeUser<number>((user, done) => {
    done(null, (user as SignedIn).id);
  });
  passport.deserializeUser<number, WithSession>((req, id, done) => {
    // A deactivated user is signed out at the next click, as is a session that was ended from elsewhere.
    findSignedIn(db, id).then((user) => {
      done(null, user && user.sessionEpoch === (req.session.epoch ?? 0) ? user : false);
    }, done);
  });
  return passport;
}

async function checkPassword(db: Knex, username: string, password: string): Promise<SignedIn | undefined> {
  // No name holds a NUL, and the database takes none.
  const found = username.includes('\0') ? undefined : await findCredentials(db, username);
  const right = await verify(found?.password_hash ?? (await nobody), password).catch(() => false);
  return found && right ? findSignedIn(db, found.id) : undefined;
}

/** Whether this is the person's password (spec 03). */
export async function isPasswordOf(db: Knex, userId: number, password: string): Promise<boolean> {
  const stored = await findPasswordHash(db, userId);
  return stored !== undefined && (await verify(stored, password).catch(() => false));
}
