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
} as const;

/** Written by the system alone: never offered, but with a name. */
const BY_THE_SYSTEM: readonly string[] = ['merged'];

export const CHOICES = Object.entries(LISTS).flatMap(([kind, entries]) =>
  entries.map(([key, label_zh, label_en], position) => ({
    ...{ kind, key, label_zh, label_en, position },
    active: !BY_THE_SYSTEM.includes(key),
  })),
);
