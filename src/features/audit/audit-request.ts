import { z } from 'zod';

/** What the audit log is asked for; all of it is in the address (spec 03). */
export interface AuditRequest {
  readonly actorId: number | null;
  /** Kind of the subject: `role`. */
  readonly kind: string | null;
  readonly action: string | null;
  readonly subjectId: string | null;
  /** Days, inclusive, `YYYY-MM-DD`. */
  readonly from: string | null;
  readonly to: string | null;
  /** An address, or a network such as `10.1.0.0/16`. */
  readonly ip: string | null;
  readonly text: string;
  readonly cursor: AuditCursor | null;
}

/** A place in the log, and which way to go on from there. */
export interface AuditCursor {
  readonly at: number;
  readonly id: number;
  readonly backwards: boolean;
}

const optional = <T extends z.ZodType>(schema: T): z.ZodType<z.infer<T> | null> =>
  z.preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? undefined : value),
    schema.nullish().transform((value) => value ?? null),
  ) as never;

const Word = z.string().regex(/^[a-z][a-z0-9_]{0,60}$/);
const clean = (text: string): boolean => !/[\0\p{Cs}]/u.test(text);
const Address = z
  .string()
  .trim()
  .max(60)
  .refine((text) => {
    const [address = '', bits, ...rest] = text.split('/');
    const isV4 = z.ipv4().safeParse(address).success;
    if (!isV4 && !z.ipv6().safeParse(address).success) return false;
    return (
      rest.length === 0 &&
      (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (isV4 ? 32 : 128)))
    );
  });

export const AuditQuery = {
  who: optional(z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER)),
  kind: optional(Word),
  action: optional(Word),
  subject: optional(z.string().trim().max(100).refine(clean)),
  from: optional(z.iso.date()),
  to: optional(z.iso.date()),
  ip: optional(Address),
  q: z
    .string()
    .max(100)
    .refine(clean)
    .transform((text) => text.trim())
    .default(''),
  page: z.string().max(40).optional(),
};

/** The part of the log that a parsed address asks for. */
export function toAuditRequest(query: z.infer<z.ZodObject<typeof AuditQuery>>): AuditRequest {
  return {
    actorId: query.who,
    kind: query.kind,
    action: query.action,
    subjectId: query.subject,
    from: query.from,
    to: query.to,
    ip: query.ip,
    text: query.q,
    cursor: readCursor(query.page),
  };
}

/** Cursors travel as `a.1763800000000.42` (older than) or `b.…` (newer than); null when it is none of ours. */
function readCursor(text: string | undefined): AuditCursor | null {
  const match = /^([ab])\.(\d{1,15})\.(\d{1,15})$/.exec(text ?? '');
  return match && { backwards: match[1] === 'b', at: Number(match[2]), id: Number(match[3]) };
}

/** The query string of a request with some changes; any change but turning the page begins at the newest again. */
export function auditQuery(request: AuditRequest, changes: Partial<AuditRequest> = {}): string {
  const { actorId, kind, action, subjectId, from, to, ip, text, cursor } = {
    ...request,
    cursor: null,
    ...changes,
  };
  const entries: [string, string | number | null][] = [
    ['who', actorId],
    ['kind', kind],
    ['action', action],
    ['subject', subjectId],
    ['from', from],
    ['to', to],
    ['ip', ip],
    ['q', text === '' ? null : text],
    ['page', cursor && `${cursor.backwards ? 'b' : 'a'}.${cursor.at}.${cursor.id}`],
  ];
  return new URLSearchParams(
    entries.flatMap(([key, value]): [string, string][] => (value === null ? [] : [[key, String(value)]])),
  ).toString();
}
