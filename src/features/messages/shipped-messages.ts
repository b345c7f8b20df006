import { MESSAGE_TEMPLATES } from '../../../seeds/reference/message-templates.ts';
import type { MessageKind } from '../../domain/message/message-kinds.ts';

export interface MessageTexts {
  readonly body_zh: string;
  readonly body_en: string;
}

/** A message as the product ships it (spec 05): what "back to the default" means. */
export function shippedTexts(kind: MessageKind): MessageTexts {
  const shipped = MESSAGE_TEMPLATES.find(({ key }) => key === kind);
  if (!shipped) throw new Error(`${kind} is not shipped`);
  return { body_zh: shipped.body_zh, body_en: shipped.body_en };
}
