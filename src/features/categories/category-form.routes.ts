import { branchOf, MAX_DEPTH, trailOf } from '../../domain/category/tree.ts';
import { MAX_NAME } from '../../domain/category/tidy-name.ts';
import type { FieldOption, FormField } from '../../domain/form/field.ts';
import { PRIORITIES } from '../../domain/ticket/status.ts';
import { NotFound } from '../../errors.ts';
import type { Editor } from '../../web/editor.ts';
import type { SignedInWeb } from '../../web/page.ts';
import { paths } from '../../web/paths.ts';
import {
  type AdminNode,
  type AdminTree,
  type Choice,
  countTicketsIn,
  findAdminTree,
  findCategoryChoices,
} from './category-tree.query.ts';
import { valuesOf } from './category-values.ts';
import { inheritedBy } from './inherited.view.ts';
import { treeLocals } from './tree-page.routes.ts';

/** Where a new category is to stand. */
export interface NewPlace {
  readonly parentId: number | null;
  /** Counted from 1; null at the end. */
  readonly position: number | null;
}

/** The form of a category, beside its tree (spec 02). @throws NotFound */
export async function categoryEditor(
  web: SignedInWeb,
  asked: { id: number } | { place: NewPlace },
): Promise<Editor> {
  const { db } = web.ctx;
  const { t } = web;
  const [tree, choices] = await Promise.all([findAdminTree(db), findCategoryChoices(db)]);
  const node = 'id' in asked ? tree.byId.get(asked.id) : null;
  if (node === undefined) throw new NotFound('category');
  const place = 'place' in asked ? asked.place : null;
  const parentId = node ? node.parentId : (place?.parentId ?? null);
  const branch = node ? branchOf(tree, node.id) : [];
  return {
    subject: 'category',
    id: node?.id ?? null,
    version: node?.version ?? null,
    title: node?.name ?? t('config.category.new'),
    nav: 'categories',
    back: { href: paths.admin.categories.list, label: t('config.area.categories') },
    action: node
      ? paths.admin.categories.edit.to(node.id)
      : parentId === null
        ? paths.admin.categories.new
        : paths.admin.categories.newBelow(parentId),
    values: node ? valuesOf(node) : {},
    sections: [
      {
        title: t('config.category.section.place'),
        fields: placeFields(tree, node, place, t),
      },
      {
        title: t('config.category.section.form'),
        help: inheritedBy(tree, node, parentId, t).join('\n'),
        fields: formFields(choices, node, t),
      },
    ],
    view: 'categories/show',
    locals: {
      ...(await treeLocals(web, tree, { at: node?.id ?? parentId, q: '' })),
      category: node && {
        id: node.id,
        name: node.name,
        active: node.active,
        isInUse: trailOf(tree, node.id).every(({ active }) => active),
        below: branch.length - 1,
        children: tree.childrenOf(node.id).length,
        tickets: await countTicketsIn(
          db,
          branch.map(({ id }) => id),
        ),
        above: trailOf(tree, node.parentId).map(({ id, name }) => ({ id, name })),
        canHaveChildren: node.depth < MAX_DEPTH,
      },
    },
  };
}

type T = SignedInWeb['t'];

function placeFields(tree: AdminTree, node: AdminNode | null, place: NewPlace | null, t: T): FormField[] {
  const parent = place?.parentId === null || place === null ? {} : { default: String(place.parentId) };
  return [
    {
      key: 'name',
      type: 'text',
      label: 'config.category.field.name',
      required: true,
      width: 'full',
      maxLength: MAX_NAME,
    },
    {
      key: 'parent_id',
      type: 'select',
      label: 'config.category.field.parent_id',
      help: 'config.category.help.parent_id',
      placeholder: 'config.category.top',
      required: false,
      width: 'half',
      options: parentOptions(tree, node, place?.parentId ?? null, t),
      ...parent,
    },
    {
      key: 'position',
      type: 'number',
      label: 'config.category.field.position',
      help: node ? 'config.category.help.position' : 'config.category.help.position_new',
      required: false,
      width: 'half',
      min: 1,
      max: 1000,
      decimals: 0,
      ...(place?.position && { default: place.position }),
    },
  ];
}

/** Folders, and what may become one: not what hangs on it itself, nor what is too deep. */
function parentOptions(tree: AdminTree, node: AdminNode | null, wanted: number | null, t: T): FieldOption[] {
  const own = new Set(node ? branchOf(tree, node.id).map(({ id }) => id) : []);
  const current = node ? node.parentId : wanted;
  const height = node ? Math.max(...branchOf(tree, node.id).map(({ depth }) => depth)) - node.depth + 1 : 1;
  const options: FieldOption[] = [];
  const walk = (parentId: number | null, above: string): void => {
    for (const each of tree.childrenOf(parentId)) {
      const path = above === '' ? each.name : `${above} / ${each.name}`;
      const fits = each.depth + height <= MAX_DEPTH && !own.has(each.id);
      const isFolder = tree.childrenOf(each.id).length > 0;
      if (each.id === current || (fits && isFolder))
        options.push({
          value: String(each.id),
          label: each.active ? path : t('config.category.inactive_name', { name: path }),
        });
      walk(each.id, path);
    }
  };
  walk(null, '');
  return options;
}

function formFields(
  { templates, groups }: { templates: readonly Choice[]; groups: readonly Choice[] },
  node: AdminNode | null,
  t: T,
): FormField[] {
  return [
    select('template_id', optionsOf(templates)),
    select(
      'default_priority',
      PRIORITIES.map((priority) => ({ value: priority, label: t(`ticket.priority.${priority}`) })),
    ),
    select('default_group_id', optionsOf(groups)),
    {
      key: 'urge_interval',
      type: 'number',
      label: 'config.category.field.urge_interval',
      help: 'config.category.help.urge_interval',
      required: false,
      width: 'half',
      min: 1,
      decimals: 0,
    },
    {
      key: 'urge_interval_unit',
      type: 'radio',
      label: 'config.category.field.urge_interval_unit',
      required: false,
      width: 'half',
      default: 'hours',
      options: ['hours', 'minutes'].map((unit) => ({
        value: unit,
        label: t(`config.category.unit.${unit}`),
      })),
    },
    {
      key: 'selectable',
      type: 'switch',
      label: 'config.category.field.selectable',
      help: 'config.category.help.selectable',
      required: false,
      width: 'full',
      default: node?.selectable ?? false,
    },
  ];
}

type Key = 'template_id' | 'default_priority' | 'default_group_id';

function select(key: Key, options: readonly FieldOption[]): FormField {
  return {
    key,
    type: 'select',
    label: `config.category.field.${key}`,
    help: `config.category.help.${key}`,
    placeholder: 'config.category.inherit',
    required: false,
    width: 'half',
    options,
  };
}

const optionsOf = (choices: readonly Choice[]): FieldOption[] =>
  choices.map(({ id, name, active }) => ({
    value: String(id),
    label: name,
    ...(!active && { retired: true }),
  }));
