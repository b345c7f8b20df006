import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { IANAZone } from 'luxon';
import { z } from 'zod';

/** The folder that holds package.json: the same for `src/` under tsx and `dist/src/` after the build. */
export const projectRoot = findRoot(path.dirname(fileURLToPath(import.meta.url)));

const DatabaseUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'must be an address like postgres://user:password@host:5432/gongdan');

/** A network such as `10.1.0.0/16` or `fd00::/8`, an address, or the name of a host. */
const Reachable = z.union([
  z.cidrv4(),
  z.cidrv6(),
  z.ipv4(),
  z.ipv6(),
  z.string().regex(/^(?!\d+(\.\d+)*$)[a-z0-9_]([a-z0-9_.-]*[a-z0-9])?$/),
]);

const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().min(1).optional(),
  DATABASE_URL: DatabaseUrl.optional(),
  DATABASE_LISTEN_URL: DatabaseUrl.optional(),
  DATA_DIR: z.string().min(1).default('./.data'),
  SESSION_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  TZ_NAME: z
    .string()
    .default('Asia/Shanghai')
    .refine((zone) => IANAZone.isValidZone(zone), 'must be a time zone such as Asia/Shanghai'),
  JOBS: z.enum(['on', 'off']).default('on'),
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be an address like smtp://user:password@host:587' })
    .optional(),
  OUTGOING_ALLOW: z
    .string()
    .default('')
    .transform((list) =>
      list
        .toLowerCase()
        .split(/[\s,]+/)
        .filter((entry) => entry !== ''),
    )
    .refine(
      (list) => list.every((entry) => Reachable.safeParse(entry).success),
      'must be networks such as 10.1.0.0/16, or host names, with commas between them',
    ),
});

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Without an address of its own the installation is a demonstration on an embedded server. */
  readonly databaseUrl: string | null;
  /** A direct address for LISTEN, where DATABASE_URL leads to a pooler. */
  readonly listenUrl: string | null;
  readonly dataDir: string;
  readonly sessionSecret: string | null;
  readonly baseUrl: string | null;
  readonly logLevel: string;
  readonly zone: string;
  readonly jobs: boolean;
  /** How many proxies in front of us add to X-Forwarded-For. */
  readonly trustProxy: number;
  /** The operator's mail server. */
  readonly smtpUrl: string | null;
  /** Networks and host names that may be reached although they are private. */
  readonly outgoingAllow: readonly string[];
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the environment once (spec 11). A value that can't be used stops the start with a sentence that names it.
 * @throws ConfigError
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`The environment can't be used:\n${lines.join('\n')}\nSee .env.example.`);
  }
  const env = parsed.data;
  if (env.DATABASE_URL && !env.SESSION_SECRET) {
    throw new ConfigError(
      'SESSION_SECRET is required together with DATABASE_URL: at least 32 random characters.',
    );
  }
  return {
    port: env.PORT,
    host: env.HOST ?? (env.DATABASE_URL ? '0.0.0.0' : '127.0.0.1'),
    databaseUrl: env.DATABASE_URL ?? null,
    listenUrl: env.DATABASE_LISTEN_URL ?? null,
    dataDir: path.resolve(env.DATA_DIR),
    sessionSecret: env.SESSION_SECRET ?? null,
    baseUrl: env.BASE_URL?.replace(/\/$/, '') ?? null,
    logLevel: env.LOG_LEVEL,
    zone: env.TZ_NAME,
    jobs: env.JOBS === 'on',
    trustProxy: env.TRUST_PROXY,
    smtpUrl: env.SMTP_URL ?? null,
    outgoingAllow: env.OUTGOING_ALLOW,
  };
}

function findRoot(from: string): string {
  return existsSync(path.join(from, 'package.json')) ? from : findRoot(path.dirname(from));
}
