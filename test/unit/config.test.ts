import { describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from '../../src/config.ts';

describe('OUTGOING_ALLOW', () => {
  test.each([
    ['', []],
    [
      '10.1.0.0/16, hooks.internal ,fd00::/8,Relay,192.168.1.4',
      ['10.1.0.0/16', 'hooks.internal', 'fd00::/8', 'relay', '192.168.1.4'],
    ],
  ])('%j is read', (text, list) => {
    expect(readConfig({ OUTGOING_ALLOW: text }).outgoingAllow).toEqual(list);
  });

  test.each(['10.1.0.0/33', '10.1', 'http://hooks.internal', 'a b/c', '-x'])('%j stops the start', (text) => {
    expect(() => readConfig({ OUTGOING_ALLOW: text })).toThrow(ConfigError);
  });
});

test.each([
  ['smtp://user:pass@mail.example.com:587', true],
  ['smtps://mail.example.com', true],
  ['mail.example.com:25', false],
  ['http://mail.example.com', false],
])('SMTP_URL %s', (url, good) => {
  const read = (): unknown => readConfig({ SMTP_URL: url }).smtpUrl;
  if (good) expect(read()).toBe(url);
  else expect(read).toThrow(/SMTP_URL: must be an address like/);
});
