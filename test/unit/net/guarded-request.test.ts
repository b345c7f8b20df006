import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findReachable } from '../../../src/net/find-reachable.ts';
import { guardedRequest } from '../../../src/net/guarded-request.ts';
import { mayReach } from '../../../src/net/judge-address.ts';
import { createOutside, type Outside } from '../../../src/net/outside.ts';
import { openRobotServer, type RobotServer, WELL } from '../../support/robot-server.ts';

let server: RobotServer;
beforeAll(async () => {
  server = await openRobotServer();
});
beforeEach(() => {
  server.forget();
  server.be(WELL);
});
afterAll(() => server.close());

function outsideOf(changes: Partial<Parameters<typeof createOutside>[0]> = {}): Outside {
  return createOutside({ sessionSecret: 'a secret of the tests, long enough', timeoutMs: 300, ...changes });
}

/** A resolver that knows one answer. */
function leadTo(addresses: readonly string[]): Outside['resolve'] {
  return () => Promise.resolve(addresses);
}

function get(outside: Outside, address: string) {
  return guardedRequest(outside, { method: 'GET', address, headers: {}, body: null });
}

describe('an address', () => {
  test.each([
    ['1.1.1.1', true],
    ['223.5.5.5', true],
    ['2400:3200::1', true],
    ['::ffff:1.1.1.1', true],
    ['64:ff9b::101:101', true],
    ['0.0.0.0', false],
    ['10.0.0.1', false],
    ['100.64.0.1', false],
    ['100.100.100.200', false],
    ['127.0.0.1', false],
    ['127.255.255.254', false],
    ['168.63.129.16', false],
    ['169.254.169.254', false],
    ['172.16.0.1', false],
    ['192.0.0.192', false],
    ['192.0.2.1', false],
    ['192.88.99.1', false],
    ['192.168.1.1', false],
    ['198.18.0.1', false],
    ['224.0.0.1', false],
    ['240.0.0.1', false],
    ['255.255.255.255', false],
    ['::', false],
    ['::1', false],
    ['::127.0.0.1', false],
    ['::ffff:127.0.0.1', false],
    ['::ffff:7f00:1', false],
    ['::ffff:0:127.0.0.1', false],
    ['64:ff9b::7f00:1', false],
    ['64:ff9b:1::7f00:1', false],
    ['2002:7f00:1::', false],
    ['2001:0:7f00:1::', false],
    ['2001:db8::1', false],
    ['fc00::1', false],
    ['fd00:ec2::254', false],
    ['fe80::1', false],
    ['fec0::1', false],
    ['ff02::1', false],
    ['4000::1', false],
    ['nonsense', false],
  ])('%s may be reached: %s', (address, may) => {
    expect(mayReach(address, [])).toBe(may);
  });

  test.each([
    ['10.1.2.3', '10.1.0.0/16', true],
    ['10.2.2.3', '10.1.0.0/16', false],
    ['::ffff:10.1.2.3', '10.1.0.0/16', true],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.4', '10.1.2.3', false],
    ['fd00::1', 'fd00::/8', true],
    ['127.0.0.1', 'fd00::/8', false],
    ['127.0.0.1', 'hooks.internal', false],
  ])('%s with %s allowed: %s', (address, network, may) => {
    expect(mayReach(address, [network])).toBe(may);
  });
});

/** Every way to write "this machine" that is known to get past guards. */
describe('to a listening server at home, without being allowed', () => {
  test.each([
    'http://127.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f000001:PORT/',
    'http://0x7f.1:PORT/',
    'http://0177.0.0.1:PORT/',
    'http://017700000001:PORT/',
    'http://0:PORT/',
    'http://0.0.0.0:PORT/',
    'http://127.0.0.1.:PORT/',
    'http://１２７.０.０.１:PORT/',
    'http://[::1]:PORT/',
    'http://[::]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://[::127.0.0.1]:PORT/',
    'http://[64:ff9b::7f00:1]:PORT/',
    'http://[2002:7f00:1::]:PORT/',
    'http://localhost:PORT/',
    'http://LOCALHOST:PORT/',
    'http://localhost.:PORT/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00:ec2::254]/latest/meta-data/',
    'http://168.63.129.16/',
    'https://127.0.0.1:PORT/',
  ])('%s makes no connection', async (address) => {
    // No name of the outside is asked for: all of these are addresses, or this machine.
    await expect(get(outsideOf(), address.replace('PORT', String(server.port)))).rejects.toMatchObject({
      fault: expect.stringMatching(/^(private_address|unknown_host)$/) as unknown,
    });
    expect(server.connections()).toBe(0);
  });

  test.each([
    'ftp://127.0.0.1:PORT/',
    'file:///etc/passwd',
    'gopher://127.0.0.1:PORT/',
    'http://user:pass@127.0.0.1:PORT/',
    'http://user@127.0.0.1:PORT/',
    '//127.0.0.1:PORT/',
    'nonsense',
    '',
  ])('%j is no address', async (address) => {
    await expect(get(outsideOf(), address.replace('PORT', String(server.port)))).rejects.toMatchObject({
      fault: 'bad_address',
    });
    expect(server.connections()).toBe(0);
  });

  test('a name that leads home', async () => {
    for (const resolve of [['127.0.0.1'], ['1.1.1.1', '127.0.0.1'], ['::ffff:127.0.0.1']].map(leadTo)) {
      const asked = get(outsideOf({ resolve }), `http://hooks.example.com:${server.port}/`);
      await expect(asked).rejects.toMatchObject({ fault: 'private_address' });
    }
    expect(server.connections()).toBe(0);
  });

  test('a name that is public when it is judged, and leads home the next time', async () => {
    let times = 0;
    const resolve = (): Promise<string[]> =>
      Promise.resolve((times += 1) === 1 ? ['192.0.2.1'] : ['127.0.0.1']);
    // TEST-NET-1 stands for a public address here: nothing is there, and nothing must be asked twice.
    const outside = outsideOf({ resolve, allow: ['192.0.2.0/24'] });
    await expect(get(outside, `http://hooks.example.com:${server.port}/`)).rejects.toMatchObject({
      fault: expect.stringMatching(/^(timeout|unreachable|refused)$/) as unknown,
    });
    expect(times).toBe(1);
    expect(server.connections()).toBe(0);
  });

  test('a redirect to it is not followed', async () => {
    const home = await openRobotServer();
    server.be({ kind: 'redirects', to: `http://127.0.0.1:${home.port}/` });
    const outside = outsideOf({ resolve: leadTo(['127.0.0.1']), allow: ['hooks.example.com'] });
    await expect(get(outside, `http://hooks.example.com:${server.port}/`)).rejects.toMatchObject({
      fault: 'redirect',
    });
    expect([server.connections(), home.connections()]).toEqual([1, 0]);
    await home.close();
  });
});

describe('what is allowed is asked', () => {
  const allowed = outsideOf({ allow: ['127.0.0.0/8'] });

  test('with its method, headers and body, under its own name', async () => {
    const outside = outsideOf({ resolve: leadTo(['127.0.0.1']), allow: ['hooks.internal'] });
    const answer = await guardedRequest(outside, {
      method: 'POST',
      address: `http://hooks.internal:${server.port}/a?b=c`,
      headers: { 'x-one': '1' },
      body: '{"text":"你好"}',
    });
    expect(answer).toMatchObject({ status: 200, retryAfter: null, body: '{"errcode":0,"errmsg":"ok"}' });
    expect(server.asked[0]).toMatchObject({
      method: 'POST',
      url: '/a?b=c',
      body: '{"text":"你好"}',
      headers: { host: `hooks.internal:${server.port}`, 'x-one': '1', 'content-length': '17' },
    });
  });

  test('only the beginning of its answer is read', async () => {
    server.be({ kind: 'answers', status: 200, body: 'x'.repeat(1_000_000) });
    expect((await get(allowed, server.address)).body).toHaveLength(16 * 1024);
  });

  test.each([
    ['hangs', 'timeout'],
    ['trickles', 'timeout'],
    ['resets', 'reset'],
  ] as const)('and one that %s is a %s', async (kind, fault) => {
    server.be({ kind });
    await expect(get(allowed, server.address)).rejects.toMatchObject({ fault });
  });

  test('nobody there, no such name, and a resolver that hangs', async () => {
    const gone = await openRobotServer();
    await gone.close();
    await expect(get(allowed, gone.address)).rejects.toMatchObject({ fault: 'refused' });
    const nameless = (): Promise<string[]> =>
      Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND nowhere'), { code: 'ENOTFOUND' }));
    await expect(get(outsideOf({ resolve: nameless }), 'http://nowhere/')).rejects.toMatchObject({
      fault: 'unknown_host',
    });
    const hanging = outsideOf({ resolve: () => new Promise(() => undefined) });
    await expect(get(hanging, 'http://slow.example.com/')).rejects.toMatchObject({ fault: 'timeout' });
  });
});

test('the guard of mail servers judges hosts as it judges addresses', async () => {
  for (const host of ['localhost', '127.0.0.1', '[::1]', '::1', '2130706433']) {
    await expect(findReachable(outsideOf(), host), host).rejects.toMatchObject({
      name: expect.stringMatching(/OutgoingFault|Error/) as unknown,
    });
  }
  expect(await findReachable(outsideOf(), '1.1.1.1')).toEqual(['1.1.1.1']);
});
