/** Lists every installation begins with (spec 01, 08, 10). They are data: administrators change them afterwards. */
const LISTS = {
  source: [
    ['phone', '电话', 'Phone'],
    ['online', '在线', 'Online chat'],
    ['app', 'App 内反馈', 'In-app feedback'],
    ['wechat', '微信', 'WeChat'],
    ['email', '邮件', 'E-mail'],
    ['heimao', '黑猫投诉', 'Heimao complaints'],
    ['jutousu', '聚投诉', 'Jutousu complaints'],
    ['12315', '12315', '12315 hotline'],
    ['other', '其他渠道', 'Other'],
  ],
  customer_level: [
    ['normal', '普通', 'Normal'],
    ['vip', 'VIP', 'VIP'],
    ['svip', 'SVIP', 'SVIP'],
  ],
  unsolved_reason: [
    ['no_reply', '客户未回复', 'No reply from the customer'],
    ['against_policy', '不符合政策', 'Against policy'],
    ['no_evidence', '证据不足', 'Not enough evidence'],
    ['third_party', '第三方责任', 'Third party responsible'],
    ['withdrawn', '客户放弃', 'Withdrawn by the customer'],
    ['cannot_reproduce', '无法复现', 'Could not be reproduced'],
    ['merged', '已并入其他工单', 'Merged into another ticket'],
  ],
  overdue_reason: [
    ['customer_no_reply', '客户未及时回复', 'The customer did not reply in time'],
    ['other_department', '等待其他部门', 'Waited for another department'],
    ['third_party', '等待第三方', 'Waited for a third party'],
    ['workload', '工单量大，未及处理', 'Too many tickets to handle'],
    ['hard_problem', '问题复杂，排查耗时', 'A hard problem that took long to find'],
    ['arrived_late', '转来时所剩时间不足', 'Little time was left when it arrived'],
    ['merged', '已并入其他工单', 'Merged into another ticket'],
  ],
} as const;

/** Written by the system alone: never offered, but with a name. */
const BY_THE_SYSTEM: readonly string[] = ['merged'];

export const CHOICES = Object.entries(LISTS).flatMap(([kind, entries]) =>
  entries.map(([key, label_zh, label_en], position) => ({
    ...{ kind, key, label_zh, label_en, position },
    active: !BY_THE_SYSTEM.includes(key),
  })),
);
