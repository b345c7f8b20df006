import type { FieldProblem } from '../form/field.ts';
import { extensionOf } from './file-name.ts';

/** What a look into a file found, whatever its name and the browser say. */
export interface Content {
  /** The extension that belongs to the first bytes (`png`, `cfb` …); null where they are of no known kind. */
  readonly kind: string | null;
  /** The whole of it is text without binary characters. */
  readonly isText: boolean;
  /** It begins as HTML or SVG do: a browser that guesses would run it. */
  readonly isMarkup: boolean;
}

interface FileType {
  /** Kinds of content that bear this extension; the first is the usual one. */
  readonly kinds: readonly string[] | 'text';
  readonly contentType: string;
}

const OFFICE = 'application/vnd.openxmlformats-officedocument';
const OPEN = 'application/vnd.oasis.opendocument';

/** Every type that can be allowed at all. What a browser or a desktop would run (HTML, SVG, scripts) is not among them. */
const TYPES: Readonly<Record<string, FileType>> = {
  png: { kinds: ['png', 'apng'], contentType: 'image/png' },
  jpg: { kinds: ['jpg'], contentType: 'image/jpeg' },
  jpeg: { kinds: ['jpg'], contentType: 'image/jpeg' },
  gif: { kinds: ['gif'], contentType: 'image/gif' },
  webp: { kinds: ['webp'], contentType: 'image/webp' },
  bmp: { kinds: ['bmp'], contentType: 'image/bmp' },
  heic: { kinds: ['heic'], contentType: 'image/heic' },
  pdf: { kinds: ['pdf'], contentType: 'application/pdf' },
  doc: { kinds: ['cfb'], contentType: 'application/msword' },
  xls: { kinds: ['cfb'], contentType: 'application/vnd.ms-excel' },
  ppt: { kinds: ['cfb'], contentType: 'application/vnd.ms-powerpoint' },
  wps: { kinds: ['cfb'], contentType: 'application/vnd.ms-works' },
  et: { kinds: ['cfb'], contentType: 'application/vnd.ms-excel' },
  docx: { kinds: ['docx'], contentType: `${OFFICE}.wordprocessingml.document` },
  xlsx: { kinds: ['xlsx'], contentType: `${OFFICE}.spreadsheetml.sheet` },
  pptx: { kinds: ['pptx'], contentType: `${OFFICE}.presentationml.presentation` },
  odt: { kinds: ['odt'], contentType: `${OPEN}.text` },
  ods: { kinds: ['ods'], contentType: `${OPEN}.spreadsheet` },
  rtf: { kinds: ['rtf'], contentType: 'application/rtf' },
  txt: { kinds: 'text', contentType: 'text/plain' },
  csv: { kinds: 'text', contentType: 'text/csv' },
  log: { kinds: 'text', contentType: 'text/plain' },
  zip: { kinds: ['zip'], contentType: 'application/zip' },
  rar: { kinds: ['rar'], contentType: 'application/vnd.rar' },
  '7z': { kinds: ['7z'], contentType: 'application/x-7z-compressed' },
  mp3: { kinds: ['mp3'], contentType: 'audio/mpeg' },
  wav: { kinds: ['wav'], contentType: 'audio/wav' },
  m4a: { kinds: ['m4a', 'mp4'], contentType: 'audio/mp4' },
  aac: { kinds: ['aac'], contentType: 'audio/aac' },
  amr: { kinds: ['amr'], contentType: 'audio/amr' },
  mp4: { kinds: ['mp4', 'm4v', '3gp'], contentType: 'video/mp4' },
  mov: { kinds: ['mov'], contentType: 'video/quicktime' },
  webm: { kinds: ['webm'], contentType: 'video/webm' },
};

/** What may be attached where nobody has decided otherwise: everything that can be. */
export const DEFAULT_TYPES: readonly string[] = Object.keys(TYPES);

/** Those of the wished-for extensions that can be allowed at all. */
export function allowedTypes(wished: readonly string[]): readonly string[] {
  return wished.filter((extension) => Object.hasOwn(TYPES, extension));
}

/** Why a file of this name can't be attached, whatever is in it; null when it may. */
export function refuseName(name: string, allowed: readonly string[]): FieldProblem | null {
  if (name === '') return { code: 'attachment_unnamed', params: {} };
  const types = allowedTypes(allowed);
  return types.includes(extensionOf(name))
    ? null
    : { code: 'attachment_type', params: { name, types: types.join(' ') } };
}

/**
 * What a file is kept as (spec 10: uploads are typed by content); null when its name says something else than what
 * was found in it. What the browser claims is not asked.
 */
export function judgeContent(name: string, content: Content): string | null {
  const extension = extensionOf(name);
  const type = Object.hasOwn(TYPES, extension) ? TYPES[extension] : undefined;
  if (!type) return null;
  const agrees =
    type.kinds === 'text'
      ? content.isText && !content.isMarkup
      : content.kind !== null && type.kinds.includes(content.kind);
  return agrees ? type.contentType : null;
}

const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** Whether a page can show it as a picture. */
export function isPictureType(contentType: string): boolean {
  return PICTURES.includes(contentType);
}

/** How a browser can show it inside a page; null where it can only be downloaded. */
export function previewOf(contentType: string): 'picture' | 'pdf' | null {
  if (isPictureType(contentType)) return 'picture';
  return contentType === 'application/pdf' ? 'pdf' : null;
}
