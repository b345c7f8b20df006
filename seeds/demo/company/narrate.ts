import type { FieldValue, FieldValues } from '../../../src/domain/form/field.ts';
import { isFileField, isReference, rowsIn, textsIn } from '../../../src/domain/form/field-kinds.ts';
import type { CategoryLeaf } from './category-leaves.ts';
import { pickRegion, type Region } from './customers.ts';
import { decideFacts, fillSlots, slotsOf } from './facts.ts';
import { FIELDS } from './fields.ts';
import { makeValue, type Telling } from './field-values.ts';
import { MOODS, STEPS_TAKEN } from './story-endings.ts';
import { STORY_BOOK } from './story-book.ts';
import { TEMPLATES } from './templates.ts';
import type { FieldSeed, Placement, Random, Story, TemplateSeed } from './types.ts';

/** What a ticket says: all of it tells of the same facts. */
export interface Narration {
  readonly title: string;
  readonly description: string;
  /** Empty when the customer named none. */
  readonly orderNumber: string;
  readonly values: FieldValues;
  /** For the remarks that colleagues write later: `say(random, bank, told)`. */
  readonly template: string;
  /** The story before its slots are filled. */
  readonly about: string;
  readonly slots: Readonly<Record<string, string>>;
}

/**
 * Fields that are only filled in when the text speaks of such a thing; everything else may be asked in any case. A
 * required field is always filled in.
 */
const SPOKEN_OF: Readonly<Record<string, RegExp>> = {
  goods_name: /\{goods\}/,
  goods_quantity: /\{goods\}/,
  activity_url: /\{goods\}|\{activity\}/,
  return_tracking_no: /寄回|退货|送修|签收后/,
  refund_amount: /\{amount\}|\{fee\}|\{double\}/,
  extra_fee: /\{fee\}/,
  expected_delivery_on: /未发货|停留|派送|改派|预售|送货|在路上|改到/,
  intercept_needed: /拦截|拒收|改派/,
  last_track_at: /轨迹|显示|更新/,
  withdraw_amount: /提现|余额/,
  deposit_amount: /押金/,
  auto_renew_off: /续费|试用/,
  member_benefits: /权益|券/,
  renewed_on: /续费|被扣|扣了/,
  coupon_code: /券/,
  coupon_amount: /\{amount\} 元.*券|券.*\{amount\} 元/,
  store_name: /\{shop\}|\{garage\}/,
  activity_name: /\{activity\}|活动/,
  appointment_at: /预约|约好|改期|改到|到\{garage\}|约在/,
  refund_channel: /退/,
  reproduce_steps: /闪退|卡|登录|空白|白屏|退出|通讯录|关不掉/,
  new_phone: /手机号|号码|绑/,
};

const FIELD_BY_KEY = new Map(FIELDS.map((field) => [field.key, field]));
const TEMPLATE_BY_KEY = new Map(TEMPLATES.map((template) => [template.key, template]));

/** How likely an answer that is not required is given. */
const ANSWERED = 0.7;

/** Tells one of the stories of a category, with the answers in its form (spec 02, "Shipped example"). */
export function narrate(
  random: Random,
  leaf: CategoryLeaf,
  at: Date,
  region: Region = pickRegion(random),
): Narration {
  const story = random.pick(STORY_BOOK[leaf.path] ?? []);
  const template = templateOf(leaf);
  const facts = decideFacts(random, at, region, story);
  const slots = slotsOf(facts);
  const ending = [
    ...(random.chance(0.35) ? [random.pick(MOODS[leaf.names[0] ?? ''] ?? [])] : []),
    ...(random.chance(0.4) ? [random.pick(STEPS_TAKEN[leaf.names[0] ?? ''] ?? [])] : []),
  ].join('');
  return {
    title: fillSlots(story.title, slots),
    description: fillSlots(story.text + ending, slots),
    orderNumber: namesOrder(random, template, story) ? facts.orderNumber : '',
    values: answer(random, template, { facts, story, answers: story.values ?? {} }),
    template: template.key,
    about: `${story.title} ${story.text}`,
    slots,
  };
}

export function templateOf(leaf: CategoryLeaf): TemplateSeed {
  const template = TEMPLATE_BY_KEY.get(leaf.template ?? '');
  if (!template) throw new Error(`${leaf.path} has no template`);
  return template;
}

function namesOrder(random: Random, template: TemplateSeed, story: Story): boolean {
  const placed = template.placements.find(({ field }) => field === 'order_number');
  if (placed?.required === true || story.text.includes('{order}')) return true;
  return story.text.includes('{amount}') && random.chance(0.6);
}

function answer(random: Random, template: TemplateSeed, telling: Telling): FieldValues {
  let answers: Readonly<Record<string, FieldValue>> = telling.answers;
  for (const placement of template.placements) {
    const field = FIELD_BY_KEY.get(placement.field);
    if (!field || answers[field.key] !== undefined || !isVisible(placement, answers)) continue;
    if (isLookedUp(field)) continue;
    const given = isGiven(random, placement, telling.story);
    // A switch has no third state: nobody touched it means off.
    if (!given && field.type !== 'switch') continue;
    const value = given ? makeValue(random, field, { ...telling, answers }) : false;
    answers = { ...answers, [field.key]: value };
  }
  return inOrder(template, answers);
}

/** Numbers of people, departments and uploads are an installation's own; agents fill these in. */
function isLookedUp(field: FieldSeed): boolean {
  return isFileField(field) || isReference(field);
}

function isVisible({ visibleWhen }: Placement, answers: Readonly<Record<string, FieldValue>>): boolean {
  if (!visibleWhen) return true;
  const given = answers[visibleWhen.field];
  const words = typeof given === 'object' ? textsIn(given) : [String(given)];
  return words.some((word) => visibleWhen.in.includes(word));
}

function isGiven(random: Random, placement: Placement, story: Story): boolean {
  if (placement.required === true) return true;
  const spokenOf = SPOKEN_OF[placement.field];
  return (spokenOf?.test(story.title + story.text) ?? true) && random.chance(ANSWERED);
}

/** In the order of the form, and several choices in the order of their options, as the product stores them. */
function inOrder(template: TemplateSeed, answers: Readonly<Record<string, FieldValue>>): FieldValues {
  return Object.fromEntries(
    template.placements.flatMap(({ field: key }): [string, FieldValue][] => {
      const value = answers[key];
      if (value === undefined) return [];
      if (typeof value !== 'object' || rowsIn(value).length > 0) return [[key, value]];
      const options = FIELD_BY_KEY.get(key)?.options ?? [];
      return [[key, options.map((option) => option.value).filter((each) => textsIn(value).includes(each))]];
    }),
  );
}
