import type { Catalogue } from '../../domain/conditions/catalogue.ts';
import type { Conditions } from '../../domain/conditions/language.ts';
import type { ConditionProblem } from '../../domain/conditions/problem.ts';
import type { Translate } from '../../i18n.ts';
import type { Preview } from './preview-conditions.ts';
import { COUNT_LIMIT } from './preview.query.ts';
import { tellConditions } from './tell-conditions.view.ts';

/** What stands below the builder (spec 04). */
export interface SeenView {
  readonly sentence: string;
  /** Else the sentence says why it is not known. */
  readonly isKnown: boolean;
  /** The conditions in words; '' while they are none yet. */
  readonly told: string;
  readonly first: Preview['first'];
}

export function presentPreview(
  preview: Preview | null,
  conditions: Conditions,
  catalogue: Catalogue,
  t: Translate,
): SeenView {
  const told = tellConditions(conditions, catalogue, t);
  if (!preview) return { sentence: t('condition_builder.preview.slow'), isKnown: false, told, first: [] };
  const { count, first, isOpen } = preview;
  const shown = count > COUNT_LIMIT ? `${COUNT_LIMIT.toLocaleString('en-US')}+` : String(count);
  const which = isOpen ? 'open' : 'all';
  const sentence =
    count === 0
      ? t(`condition_builder.preview.none_${which}`)
      : t(`condition_builder.preview.count_${which}`, { count, shown });
  return { sentence, isKnown: true, told, first };
}

export function presentUnfinished(problems: readonly ConditionProblem[], t: Translate): SeenView {
  return {
    sentence: t('condition_builder.preview.unfinished', { count: problems.length }),
    isKnown: false,
    told: '',
    first: [],
  };
}
