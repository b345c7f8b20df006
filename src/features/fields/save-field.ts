import type { ActorCtx } from '../../context.ts';
import { violates } from '../../db/connection.ts';
import type { FieldValues } from '../../domain/form/field.ts';
import { judgeDefinition } from '../../domain/form/judge-definition.ts';
import { Conflict, Invalid, NotFound } from '../../errors.ts';
import { recordChange } from '../audit/record-change.ts';
import { republishTemplates } from '../templates/republish-templates.ts';
import { definitionFrom, valuesOfDefinition } from './definition-values.ts';
import { findField, findTakenKeys } from './fields.query.ts';
import { insertField, updateField } from './fields.store.ts';

export interface SavedField {
  readonly id: number;
  /** How many templates have a new version by it. */
  readonly republished: number;
}

/**
 * Makes a custom field, or changes one, and brings the forms that have it up to date: each template in use gets a new
 * version, tickets keep theirs (spec 02).
 * @param values of the field's form, already read
 * @throws NotFound · Conflict · Invalid, by the names of the form
 */
export async function saveField(
  ctx: ActorCtx,
  id: number | null,
  { values, version }: { readonly values: FieldValues; readonly version: number },
): Promise<SavedField> {
  try {
    return await ctx.db.transaction(async (db) => {
      const before = id === null ? null : await findField(db, id);
      if (before === undefined) throw new NotFound('field');
      const taken = await findTakenKeys(db, id);
      const read = definitionFrom(values, before, (key) => taken.has(key));
      if (!read.ok) throw new Invalid(read.problems);
      const { field } = read;
      const problems = judgeDefinition(field);
      if (Object.keys(problems).length > 0) throw new Invalid(problems);
      const now = ctx.now();
      const fieldId = before ? before.id : await insertField(db, field, now);
      if (before && !(await updateField(db, { id: fieldId, version }, field, now)))
        throw new Conflict(version);
      await recordChange(
        { ...ctx, db },
        {
          action: before ? 'field_changed' : 'field_created',
          subjectType: 'field',
          subjectId: fieldId,
          subjectName: field.name,
          version,
          before: before ? valuesOfDefinition(before.field) : {},
          after: valuesOfDefinition(field),
        },
      );
      const republished = before
        ? await republishTemplates({ ...ctx, db }, before.field.key, before.field)
        : 0;
      return { id: fieldId, republished };
    });
  } catch (error) {
    if (violates(error, 'fields_key_key')) throw new Invalid({ key: { code: 'key_taken', params: {} } });
    throw error;
  }
}
