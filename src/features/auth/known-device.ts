import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * The mark of a browser that has signed a user in before: user name and a random id under a signature. It opens
 * nothing; it only tells the sign-in throttle a known browser from a stranger's (OWASP "device cookies").
 */
export const DEVICE_COOKIE = 'gongdan.device';
export const DEVICE_DAYS = 180;

export function markDevice(secret: string, username: string): string {
  const payload = `${Buffer.from(username.toLowerCase()).toString('base64url')}.${randomBytes(9).toString('base64url')}`;
  return `${payload}.${sign(secret, payload)}`;
}

/** The id of the device when the mark is genuine and for this user, else null. */
export function readDevice(secret: string, username: string, mark: string | undefined): string | null {
  const [user, id, signature] = (mark ?? '').split('.');
  if (!user || !id || !signature) return null;
  const expected = sign(secret, `${user}.${id}`);
  const genuine =
    signature.length === expected.length && timingSafeEqual(Buffer.from(signature), Buffer.from(expected));
  return genuine && Buffer.from(user, 'base64url').toString() === username.toLowerCase() ? id : null;
}

function sign(secret: string, payload: string): string {
  return createHmac('sha256', `device ${secret}`).update(payload).digest('base64url');
}
