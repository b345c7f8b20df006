import type { Fault } from '../domain/connector/outcome.ts';

/** Another system was not reached, and why. */
export class OutgoingFault extends Error {
  override readonly name = 'OutgoingFault';
  readonly fault: Fault;
  readonly detail: string;

  constructor(fault: Fault, detail = '') {
    super(`${fault} ${detail}`);
    this.fault = fault;
    this.detail = detail;
  }
}

const CODES: Readonly<Record<string, Fault>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ENOTFOUND: 'unknown_host',
  EAI_AGAIN: 'unknown_host',
  ETIMEDOUT: 'timeout',
  ETIME: 'timeout',
  ABORT_ERR: 'timeout',
};

/** What any error of a connection means. Its own words name hosts at most, never paths, which hold keys. */
export function faultOf(error: unknown): OutgoingFault {
  if (error instanceof OutgoingFault) return error;
  if (!(error instanceof Error)) return new OutgoingFault('unreachable', String(error));
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return new OutgoingFault('timeout');
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = inner instanceof Error && 'code' in inner ? String(inner.code) : '';
  // Some wrap the error of the connection, and only quote it.
  const quoted = error.message.match(/\bE[A-Z]{4,}\b/g) ?? [];
  const known = [code, ...quoted].find((each) => each in CODES) ?? '';
  return new OutgoingFault(CODES[known] ?? 'unreachable', known === '' ? error.message : known);
}
