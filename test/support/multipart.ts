/** Forms with files, as a browser sends them; and files of some kinds, as small as they come. */

export interface SentFile {
  readonly name: string;
  readonly content: Buffer | string;
  /** What the browser claims it to be. */
  readonly type?: string;
  /** Name of the input; `files` unless set. */
  readonly input?: string;
  /** Sent as it is in place of `filename="…"`. */
  readonly disposition?: string;
}

export interface Multipart {
  readonly headers: Readonly<Record<'content-type', string>>;
  readonly body: Buffer;
}

const BOUNDARY = '----gongdan-test-boundary';

/** Fields first, then files under the name `files`, as in our forms. */
export function multipart(
  fields: Readonly<Record<string, string | number | readonly (string | number)[]>>,
  files: readonly SentFile[] = [],
): Multipart {
  const parts: Buffer[] = [];
  for (const [name, value] of Object.entries(fields)) {
    for (const each of [value].flat()) {
      parts.push(
        Buffer.from(`--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${each}\r\n`),
      );
    }
  }
  for (const file of files) {
    const named = file.disposition ?? `filename="${file.name.replaceAll('"', '%22')}"`;
    const type = file.type ?? 'application/octet-stream';
    parts.push(
      Buffer.from(
        `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${file.input ?? 'files'}"; ${named}\r\ncontent-type: ${type}\r\n\r\n`,
      ),
      Buffer.from(file.content),
      Buffer.from('\r\n'),
    );
  }
  parts.push(Buffer.from(`--${BOUNDARY}--\r\n`));
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: Buffer.concat(parts),
  };
}

/** One red pixel. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
  'base64',
);
export const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
export const PDF = Buffer.from(
  `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj
trailer<</Root 1 0 R>>
%%EOF
`,
);
