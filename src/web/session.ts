import connectPgSimple from 'connect-pg-simple';
import type { Request, RequestHandler } from 'express';
import session from 'express-session';
import { openPool } from '../db/connection.ts';
import type { Language } from '../i18n.ts';

export interface Flash {
  readonly kind: 'done' | 'warning';
  readonly key: string;
  readonly params: Readonly<Record<string, string>>;
}

declare module 'express-session' {
  interface SessionData {
    /** When this sign-in began: the absolute time-out counts from here. */
    signedInAt?: number;
    /** The user's number of sign-outs everywhere when it began. */
    epoch?: number;
    flash?: Flash[];
    language?: Language;
  }
}

const IDLE_MS = 4 * 60 * 60 * 1000;
const ABSOLUTE_MS = 16 * 60 * 60 * 1000;

/** Sessions in PostgreSQL, on a small pool of their own (spec 03): four hours idle, sixteen in all. */
export function createSessions(options: { url: string; secret: string; secure: boolean; now: () => Date }): {
  middleware: RequestHandler[];
  close: () => Promise<void>;
} {
  const pool = openPool(options.url, 'gongdan sessions', 4);
  const Store = connectPgSimple(session);
  const store = new Store({
    pool,
    tableName: 'sessions',
    createTableIfMissing: false,
    pruneSessionInterval: false,
  });
  const sessions = session({
    name: 'gongdan.sid',
    secret: options.secret,
    store,
    resave: false,
    saveUninitialized: false,
    rolling: true,
    cookie: { httpOnly: true, sameSite: 'lax', secure: options.secure, maxAge: IDLE_MS },
  });
  const endOld: RequestHandler = (req, _res, next) => {
    const { signedInAt } = req.session;
    if (signedInAt !== undefined && options.now().getTime() - signedInAt > ABSOLUTE_MS)
      req.session.regenerate(next);
    else next();
  };
  return { middleware: [sessions, endOld], close: () => pool.end() };
}

/** When a sign-in ends whatever its owner does. */
export function sessionEndsAt(req: Request, now: Date): Date {
  return new Date((req.session.signedInAt ?? now.getTime()) + ABSOLUTE_MS);
}

/** Takes the session off a request that stays open: it is neither renewed nor saved when that ends hours later. */
export function letGoOfSession(req: Request): void {
  Reflect.deleteProperty(req, 'session');
}
