import type { PresetPlan } from '../../src/domain/import/import-plan.ts';

/** A preset of `import_presets`. */
interface ShippedPreset {
  readonly key: string;
  readonly name: string;
  readonly kind: 'tickets';
  readonly plan: PresetPlan;
}

type Columns = Readonly<Record<string, readonly string[]>>;

/** What the complaint platforms call their columns: of one target the usual name first (spec 06). */
const HEIMAO: Columns = {
  title: ['投诉标题', '标题', 'title'],
  description: ['投诉详情', '投诉内容', '详情', '内容', 'summary', '投诉对象', '投诉商家', 'object'],
  customer_name: ['投诉人', '投诉人姓名', '姓名', '用户昵称', '昵称'],
  phone: ['联系电话', '手机号', '手机号码', '联系方式', '电话'],
  order_number: ['投诉编号', '投诉单号', '编号'],
};
/** What heimao asks besides stands below the description, each with its heading. */
const HEIMAO_BELOW = ['投诉问题', '问题类型', '投诉要求', '投诉诉求', '涉诉金额', 'demands', '投诉进度'];

const JUTOUSU: Columns = {
  title: ['投诉标题', '标题', '投诉主题'],
  description: ['投诉内容', '投诉详情', '投诉描述', '问题描述', '被投诉企业', '投诉企业', '投诉对象'],
  customer_name: ['投诉人', '投诉人姓名', '消费者', '消费者姓名', '姓名'],
  phone: ['投诉人电话', '联系电话', '手机号', '手机号码', '联系方式'],
  order_number: ['订单号', '订单编号', '投诉编号', '投诉单号', '工单号'],
};
const JUTOUSU_BELOW = ['投诉类型', '投诉原因', '投诉诉求', '消费者诉求', '诉求', '涉及金额', '涉诉金额'];

const HOTLINE: Columns = {
  title: ['投诉主题', '标题', '问题摘要', '事项名称'],
  description: ['投诉内容', '投诉事由', '问题描述', '诉求内容', '反映内容', '举报内容', '具体内容'],
  customer_name: [
    '投诉人',
    '投诉人姓名',
    '投诉方',
    '投诉方姓名',
    '提供方姓名',
    '诉求人',
    '消费者姓名',
    '姓名',
  ],
  phone: ['投诉人电话', '投诉方电话', '投诉人联系电话', '提供方电话', '联系电话', '手机号码', '联系方式'],
  order_number: ['登记编号', '投诉编号', '受理编号', '工单编号', '投诉单号', '订单号'],
};
const HOTLINE_BELOW = [
  '被投诉方',
  '被投诉人',
  '涉事主体',
  '涉事企业',
  '投诉请求',
  '消费者诉求',
  '诉求',
  '问题类别',
  '商品名称',
  '涉及金额',
];

function preset(
  key: string,
  name: string,
  columns: Columns,
  below: readonly string[],
  caller: string,
): ShippedPreset {
  const named = Object.entries(columns).flatMap(([target, headings]) =>
    headings.map((heading) => ({ heading, target })),
  );
  const paragraphs = below.map((heading) => ({ heading, target: 'description' }));
  return {
    key,
    name,
    kind: 'tickets',
    plan: {
      columns: [...named, ...paragraphs],
      constants: { source: key, customer_name: caller },
      duplicates: 'skip',
    },
  };
}

/** How the spreadsheets of the usual platforms are read; their keys are those of the shipped sources. */
export const SHIPPED_PRESETS: readonly ShippedPreset[] = [
  preset('heimao', '黑猫投诉', HEIMAO, HEIMAO_BELOW, '黑猫用户'),
  preset('jutousu', '聚投诉', JUTOUSU, JUTOUSU_BELOW, '聚投诉用户'),
  preset('12315', '12315', HOTLINE, HOTLINE_BELOW, '12315 消费者'),
];
