/* The name of this page towards the server: its stream and what it says about typing belong together. */

/** A random UUID; `crypto.randomUUID` is missing where a page comes over plain http. */
function randomUuid() {
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

export const CONNECTION = randomUuid();
