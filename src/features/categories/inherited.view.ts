import { trailOf } from '../../domain/category/tree.ts';
import type { Translate } from '../../i18n.ts';
import type { AdminNode, AdminTree } from './category-tree.query.ts';

/** What a category has from above where its own form is empty, and from where: a sentence each (spec 02). */
export function inheritedBy(
  tree: AdminTree,
  node: AdminNode | null,
  parentId: number | null,
  t: Translate,
): string[] {
  const above = trailOf(tree, parentId).reverse();
  const nearest = (has: (each: AdminNode) => string | null): string | null => {
    for (const each of above) {
      const value = has(each);
      if (value !== null) return t('config.category.inherited', { value, from: each.name });
    }
    return null;
  };
  const lines: [string, boolean, string | null][] = [
    ['template_id', has(node?.templateId), nearest(({ templateName }) => templateName)],
    [
      'default_priority',
      has(node?.priority),
      nearest(({ priority }) => priority && t(`ticket.priority.${priority}`)),
    ],
    ['default_group_id', has(node?.groupId), nearest(({ groupName }) => groupName)],
    [
      'urge_interval',
      has(node?.urgeMinutes),
      nearest(({ urgeMinutes }) =>
        urgeMinutes === null ? null : t('config.category.minutes', { count: urgeMinutes }),
      ),
    ],
  ];
  return lines.map(([key, isOwn, inherited]) =>
    t('config.category.inherits', {
      field: t(`config.category.field.${key}`),
      value: isOwn ? t('config.category.own') : (inherited ?? t(`config.category.nothing_above.${key}`)),
    }),
  );
}

const has = (value: unknown): boolean => value !== null && value !== undefined;
