import { SECRET_KEPT, SECRET_REPLACED } from '../../domain/form/secret.ts';
import { isWhether } from '../../domain/people/permission-scopes.ts';
import { PERMISSIONS } from '../../domain/people/permissions.ts';
import type { Translate } from '../../i18n.ts';

/** The words of a key, given whole or by its steps; undefined where the locales have none. */
function wordsAt(t: Translate, ...steps: readonly string[]): string | undefined {
  const key = steps.join('.');
  const words = t(key);
  return words === key || typeof words !== 'string' || words.includes('returned an object')
    ? undefined
    : words;
}

/**
 * What was done, in words (spec 03): an action of its own (`signed_in`), or what its past tense says (`group_changed`).
 * Undefined where nobody has written any: an entry of a newer version, say.
 */
export function wordsOfAction(action: string, t: Translate): string | undefined {
  const verb = /_([a-z]+)$/.exec(action)?.[1] ?? action;
  return wordsAt(t, `config.audit.action.${action}`) ?? wordsAt(t, `config.audit.verb.${verb}`);
}

/** What kind of thing it was done to; undefined where nobody has written any words. */
export function wordsOfKind(kind: string, t: Translate): string | undefined {
  return wordsAt(t, `config.audit.kind.${kind}`);
}

/** What a value of a record is called: as in its form, else by the words all records share, else its key. */
export function labelOfValue(subject: string, key: string, t: Translate): string {
  return (
    (subject === 'notification_rule' ? wordsAt(t, `notification.channel.${key}`) : undefined) ??
    wordsAt(t, 'config', subject, 'field', key) ??
    wordsAt(t, 'config', subject, 'cell', key) ??
    (isPlain(key) ? wordsAt(t, `config.audit.field.${key}`) : undefined) ??
    key
  );
}

/** A value that stands for something: the scope of a permission, or one of the words of a choice. */
export function wordsOfChoice(subject: string, key: string, value: string, t: Translate): string | undefined {
  const permission = subject === 'role' ? PERMISSIONS.find((each) => each === key) : undefined;
  if (permission) return wordsAt(t, `config.role.scope.${isWhether(permission) ? 'whether' : value}`);
  if (subject === 'role_trial' && key === 'standing')
    return wordsAt(t, `config.role.seen.standings.${value}`);
  if (value === SECRET_KEPT) return t('form.secret_kept');
  if (value === SECRET_REPLACED) return t('form.secret_replaced');
  if (!isPlain(value) || !isPlain(key)) return undefined;
  if (subject === 'notification_rule') return wordsAt(t, `notification.rules.mode.${value}`);
  return wordsAt(t, 'config', subject, 'option', key, value) ?? wordsAt(t, 'config', subject, key, value);
}

/** What nothing means where a permission is meant: it is not held. */
export function wordsOfNothing(subject: string, key: string, t: Translate): string {
  const isPermission = subject === 'role' && PERMISSIONS.some((each) => each === key);
  return t(isPermission ? 'config.role.scope.none' : 'config.empty');
}

/** A step of a locale key: a text with dots in it would lead elsewhere. */
function isPlain(text: string): boolean {
  return /^[a-z][a-z0-9_]*$/.test(text);
}
