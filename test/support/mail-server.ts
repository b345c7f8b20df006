import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | null;
  /** As it came over the wire. */
  readonly source: string;
}

export interface MailServerOfTest {
  readonly port: number;
  readonly mails: readonly ReceivedMail[];
  /** What it says to a mailbox, instead of taking it: e.g. 550. */
  readonly refuse: (code: number | null) => void;
  readonly close: () => Promise<void>;
}

/** A real SMTP server; with credentials, one that demands them. */
export async function openMailServer(
  credentials: { readonly user: string; readonly password: string } | null = null,
): Promise<MailServerOfTest> {
  const mails: ReceivedMail[] = [];
  let refusal: number | null = null;
  const server = new SMTPServer({
    authOptional: credentials === null,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, answer) => {
      if (username === credentials?.user && password === credentials?.password) {
        answer(null, { user: username });
      } else answer(refused(535, 'wrong password'));
    },
    onRcptTo: (_address, _session, answer) => {
      if (refusal === null) answer();
      else answer(refused(refusal, 'no such mailbox'));
    },
    onData: (stream, session, answer) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          user: session.user ?? null,
          source: Buffer.concat(chunks).toString('utf8'),
        });
        answer();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    mails,
    refuse: (code) => {
      refusal = code;
    },
    close: () => new Promise((done) => server.close(() => done())),
  };
}

function refused(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
