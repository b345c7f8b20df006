import { z } from 'zod';
import type { FieldProblem } from '../form/field.ts';
import type { RobotKind } from './connector.ts';
import { judgeText } from './judge-text.ts';

const MAX_ADDRESS = 2000;
const MAX_HOST = 253;
const MAX_FROM = 320;

/** Only where another system can be: no files, no scripts, no credentials; null when it can be used (spec 10). */
export function judgeAddress(address: string): FieldProblem | null {
  const problem = judgeText(address, { max: MAX_ADDRESS, required: true });
  if (problem) return problem;
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !/^https?:$/.test(url.protocol) || /\s/.test(address)) return wrong('url_invalid');
  return url.username === '' && url.password === '' ? null : wrong('address_credentials');
}

/** Where the robots of each product are asked, and how an address shows that it has their key. */
const ROBOTS: Readonly<Record<RobotKind, { readonly hosts: RegExp; readonly key: (url: URL) => boolean }>> = {
  wecom_robot: {
    hosts: /^qyapi\.weixin\.qq\.com$/,
    key: (url) => (url.searchParams.get('key') ?? '') !== '',
  },
  dingtalk_robot: {
    hosts: /^o?api\.dingtalk\.com$/,
    key: (url) => (url.searchParams.get('access_token') ?? '') !== '',
  },
  feishu_robot: {
    hosts: /^open\.(?:feishu\.cn|larksuite\.com)$/,
    key: (url) => /\/hook\/[^/]+$/.test(url.pathname),
  },
};

/** The same for the address of a robot: that of another product, or one cut short, is told as such. */
export function judgeRobotAddress(kind: RobotKind, address: string): FieldProblem | null {
  const problem = judgeAddress(address);
  if (problem) return problem;
  const url = new URL(address);
  const [found] = Object.entries(ROBOTS).find(([, { hosts }]) => hosts.test(url.hostname)) ?? [];
  // An address of the company's own that hands on to the product: nothing is known of it.
  if (found === undefined) return null;
  if (found !== kind) return wrong('robot_of_other', { context: found });
  return ROBOTS[kind].key(url) ? null : wrong('robot_key_missing', { context: kind });
}

/** A host by name or address, without protocol and port. */
export function judgeHost(host: string): FieldProblem | null {
  const problem = judgeText(host, { max: MAX_HOST, required: true });
  if (problem) return problem;
  const isName = /^(?!-)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.?$/i.test(host);
  return isName || z.ipv6().safeParse(host).success ? null : wrong('host_invalid');
}

/** Whom mail comes from: an address, or a name and an address in angle brackets. */
export function judgeFrom(from: string): FieldProblem | null {
  const problem = judgeText(from, { max: MAX_FROM, required: true });
  if (problem) return problem;
  const [, name = '', bracketed] = /^([^<>]*)<([^<>]*)>$/.exec(from) ?? [];
  const isLine = !/[\r\n]/.test(from) && !/[",;]/.test(name);
  return isLine && z.email().safeParse(bracketed ?? from).success ? null : wrong('mail_from_invalid');
}

function wrong(code: string, params: FieldProblem['params'] = {}): FieldProblem {
  return { code, params };
}
