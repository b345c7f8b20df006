import { isIP } from 'node:net';
import { mayReach } from './judge-address.ts';
import { OutgoingFault } from './outgoing-fault.ts';
import type { Outside } from './outside.ts';

/**
 * The addresses of a host, each of them one that may be connected to. Whoever connects uses these and asks no more: a
 * name that leads elsewhere the next time it is looked up gains nothing.
 * @param host as a browser writes it, so that `0x7f.1` is 127.0.0.1; IPv6 with or without brackets
 * @throws OutgoingFault
 */
export async function findReachable(
  { allow, resolve, timeoutMs }: Pick<Outside, 'allow' | 'resolve' | 'timeoutMs'>,
  host: string,
): Promise<readonly string[]> {
  const plain = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  const addresses = isIP(plain) === 0 ? await inTime(timeoutMs, resolve(plain)) : [plain];
  if (addresses.length === 0) throw new OutgoingFault('unknown_host');
  if (allow.includes(plain)) return addresses;
  const wrong = addresses.find((address) => !mayReach(address, allow));
  if (wrong !== undefined) throw new OutgoingFault('private_address', wrong);
  return addresses;
}

/** A resolver that hangs is waited for no longer than all the rest. */
function inTime<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new OutgoingFault('timeout')), ms);
    work.then(done, fail).finally(() => clearTimeout(timer));
  });
}
