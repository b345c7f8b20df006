import { lookup } from 'node:dns/promises';
import { createSeal, type Seal } from './seal.ts';

/** What an access token of another system is good for, until when. */
export interface Token {
  readonly text: string;
  readonly expiresAt: Date;
}

/** What is needed to reach other systems (spec 05); one for the whole process. */
export interface Outside {
  /** Where people reach this installation, without a slash at the end; links that leave the house begin with it. */
  readonly baseUrl: string | null;
  /** The operator's mail server. */
  readonly smtpUrl: string | null;
  /** Networks (CIDR) and host names that may be reached although they are private. */
  readonly allow: readonly string[];
  readonly seal: Seal;
  /** All addresses of a host name. */
  readonly resolve: (host: string) => Promise<readonly string[]>;
  /** How long another system is waited for, in ms. */
  readonly timeoutMs: number;
  /** Access tokens that were fetched, until they expire. */
  readonly tokens: Map<string, Token>;
}

const TIMEOUT_MS = 10_000;

export function createOutside(options: {
  readonly sessionSecret: string;
  readonly baseUrl?: string | null;
  readonly smtpUrl?: string | null;
  readonly allow?: readonly string[];
  readonly resolve?: Outside['resolve'];
  readonly timeoutMs?: number;
}): Outside {
  return {
    baseUrl: options.baseUrl ?? null,
    smtpUrl: options.smtpUrl ?? null,
    allow: options.allow ?? [],
    seal: createSeal(options.sessionSecret),
    resolve: options.resolve ?? resolveName,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    tokens: new Map(),
  };
}

async function resolveName(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}
