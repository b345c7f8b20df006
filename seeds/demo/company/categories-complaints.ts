import type { CategorySeed } from './types.ts';

export const COMPLAINTS: CategorySeed = {
  name: '投诉',
  template: 'platform_complaint',
  priority: 'high',
  group: 'complaints',
  children: [
    {
      name: '平台投诉',
      children: [
        { name: '退款纠纷' },
        { name: '不退款' },
        { name: '虚假宣传' },
        { name: '霸王条款' },
        { name: '自动扣费' },
        { name: '押金不退' },
      ],
    },
    {
      name: '服务投诉',
      template: 'service_complaint',
      children: [{ name: '服务态度' }, { name: '处理拖延' }, { name: '承诺未兑现' }, { name: '配送服务' }],
    },
    {
      name: '商品投诉',
      template: 'quality_complaint',
      children: [
        { name: '商品质量' },
        { name: '描述不符' },
        { name: '疑似假货', priority: 'urgent' },
        { name: '食品安全', priority: 'urgent' },
      ],
    },
    {
      name: '汽车服务投诉',
      template: 'car_service',
      children: [{ name: '乱收费' }, { name: '养护质量' }, { name: '救援超时' }],
    },
    {
      name: '餐饮卡券投诉',
      template: 'coupon',
      children: [{ name: '商家拒绝核销' }, { name: '过期不退' }, { name: '店铺停业' }],
    },
    {
      name: '在线课程投诉',
      template: 'online_course',
      children: [{ name: '退费难' }, { name: '承诺与实际不符' }, { name: '师资缩水' }],
    },
    {
      name: 'App 投诉',
      template: 'app_issue',
      children: [{ name: '隐私泄露', priority: 'urgent' }, { name: '广告骚扰' }, { name: '诱导消费' }],
    },
  ],
};
