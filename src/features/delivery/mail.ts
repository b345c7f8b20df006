import { createTransport } from 'nodemailer';
import type { ConnectorSettings } from '../../domain/connector/connector.ts';
import { faultAnswer, type Outcome, shortAnswer, type Verdict } from '../../domain/connector/outcome.ts';
import { findReachable } from '../../net/find-reachable.ts';
import { faultOf, OutgoingFault } from '../../net/outgoing-fault.ts';
import type { Outside } from '../../net/outside.ts';
import { type OutgoingMessage, textWithLink } from './outgoing-message.ts';

export type MailSettings = Extract<ConnectorSettings, { kind: 'email' }>;

interface MailServer {
  readonly host: string;
  readonly port: number;
  readonly security: MailSettings['security'] | 'as_offered';
  readonly user: string;
  readonly password: string;
}

interface Mail {
  readonly from: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly messageId: string;
}

/** What a mail holds (spec 05); sent again it has the same id, so that mailboxes can tell. */
function buildMail(from: string, message: OutgoingMessage, host: string): Mail {
  return {
    from,
    to: { name: '', address: message.address },
    subject: message.subject.replaceAll(/\s+/g, ' ').trim() || (message.body.split('\n')[0] ?? ''),
    text: textWithLink(message),
    messageId: `<gongdan-${message.id}@${host}>`,
  };
}

/** The server of an address such as `smtps://user:password@host:465`; null when it is none. */
function readMailServer(address: string): MailServer | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '') return null;
  const isTls = url.protocol === 'smtps:';
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (isTls ? 465 : 587) : Number(url.port),
    security: isTls ? 'tls' : 'as_offered',
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
  };
}

/** Sends a mail: by the operator's server, which is trusted, or by one that an administrator has named. */
export async function sendMail(
  outside: Outside,
  settings: MailSettings,
  message: OutgoingMessage,
): Promise<Outcome> {
  const server = settings.fromEnvironment ? readMailServer(outside.smtpUrl ?? '') : settings;
  if (!server) throw new OutgoingFault('no_mail_server');
  const home = outside.baseUrl === null ? server.host : new URL(outside.baseUrl).hostname;
  const from = settings.from || (server.user.includes('@') ? server.user : `gongdan@${home}`);
  const trusted = settings.fromEnvironment ? { ...outside, allow: [server.host.toLowerCase()] } : outside;
  const [address = server.host] = await findReachable(trusted, server.host);
  return talk(server, { address, timeoutMs: outside.timeoutMs, mail: buildMail(from, message, home) });
}

async function talk(
  server: MailServer,
  { address, timeoutMs, mail }: { address: string; timeoutMs: number; mail: Mail },
): Promise<Outcome> {
  const transport = createTransport({
    // The address that was judged; its certificate is that of the name.
    host: address,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'none',
    tls: { servername: server.host },
    ...(server.user !== '' && { auth: { user: server.user, pass: server.password } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const { response } = await transport.sendMail(mail);
    return { verdict: { kind: 'delivered' }, answer: shortAnswer(response ?? '') };
  } catch (error) {
    return judgeMailError(error);
  } finally {
    transport.close();
  }
}

/** What the server said against the mailbox or the text is final with 5xx; anything else is the server's own trouble. */
function judgeMailError(error: unknown): Outcome {
  const { code, command, responseCode, response } = readMailError(error);
  if (responseCode === null) {
    // Nothing was said to the server: there is nobody to write to.
    if (code === 'EENVELOPE') return { verdict: { kind: 'refused' }, answer: faultAnswer('bad_recipient') };
    const { fault, detail } = code === 'ETIMEDOUT' ? new OutgoingFault('timeout') : faultOf(error);
    return { verdict: { kind: 'failed' }, answer: faultAnswer(fault, detail) };
  }
  const isOfMessage = /^(RCPT TO|DATA)/.test(command) && responseCode !== 421;
  const verdict: Verdict = {
    kind: isOfMessage ? (responseCode >= 500 ? 'refused' : 'declined') : 'failed',
  };
  return { verdict, answer: shortAnswer(response) };
}

function readMailError(error: unknown): {
  code: string;
  command: string;
  responseCode: number | null;
  response: string;
} {
  const { code, command, responseCode, response, message } = (
    error instanceof Error ? error : new Error(String(error))
  ) as Error & Partial<Record<'code' | 'command' | 'responseCode' | 'response', unknown>>;
  return {
    code: typeof code === 'string' ? code : '',
    command: typeof command === 'string' ? command : '',
    responseCode: typeof responseCode === 'number' ? responseCode : null,
    response: typeof response === 'string' ? response : message,
  };
}
