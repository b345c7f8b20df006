import { formatFileSize } from '../../domain/attachment/file-size.ts';
import { previewOf } from '../../domain/attachment/file-type.ts';
import type { AttachmentRow } from './attachments.query.ts';

export interface AttachmentView {
  readonly id: number;
  readonly name: string;
  readonly size: string;
  readonly icon: 'photo' | 'file';
  readonly preview: 'picture' | 'pdf' | null;
}

/** A file as lists of files show it. */
export function presentAttachment(row: AttachmentRow): AttachmentView {
  return {
    id: row.id,
    name: row.original_name,
    size: formatFileSize(row.size_bytes),
    icon: row.content_type.startsWith('image/') ? 'photo' : 'file',
    preview: previewOf(row.content_type),
  };
}
