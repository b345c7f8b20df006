import { AFTER_SALES } from './categories-after-sales.ts';
import { COMPLAINTS } from './categories-complaints.ts';
import type { CategorySeed } from './types.ts';

const PRESALE: CategorySeed = {
  name: '售前',
  template: 'presale_consult',
  group: 'after2',
  children: [
    {
      name: '商品咨询',
      children: [{ name: '规格参数' }, { name: '库存到货' }, { name: '价格咨询' }, { name: '使用方法' }],
    },
    {
      name: '优惠活动',
      template: 'promotion',
      children: [{ name: '优惠券使用' }, { name: '活动资格' }, { name: '赠品规则' }],
    },
    {
      name: '会员咨询',
      children: [{ name: '开通与价格' }, { name: '权益说明' }],
    },
    {
      name: '配送咨询',
      children: [{ name: '配送范围' }, { name: '运费与时效' }],
    },
    {
      name: '服务预约',
      children: [{ name: '养车预约' }, { name: '课程试听' }, { name: '企业采购', priority: 'high' }],
    },
  ],
};

/** Three business lines, each three levels deep. */
export const CATEGORIES: readonly CategorySeed[] = [PRESALE, AFTER_SALES, COMPLAINTS];
