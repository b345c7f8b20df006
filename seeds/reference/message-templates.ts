/** The texts that the system writes in somebody's name (spec 01, 05); `{…}` are filled in. Data from then on. */
export const MESSAGE_TEMPLATES = [
  {
    key: 'urge',
    body_zh: '{department}-{agent} 有一张编号为 {number} 的工单，客户催促，请尽快处理。',
    body_en: '{department}-{agent}: the customer of ticket {number} is urging, please handle it soon.',
  },
  {
    key: 'append',
    body_zh: '{department}-{agent} 有一张编号为 {number} 的工单，客户追加新的内容，请尽快处理。',
    body_en:
      '{department}-{agent}: the customer of ticket {number} has added something, please handle it soon.',
  },
  {
    key: 'assigned',
    body_zh: '{department}-{agent} 把工单 {number} 交给了您：{title}',
    body_en: '{department}-{agent} has handed ticket {number} to you: {title}',
  },
  {
    key: 'pooled',
    body_zh: '{department}-{agent} 把工单 {number} 转到了您的客服组，等待接单：{title}',
    body_en:
      '{department}-{agent} has sent ticket {number} to your group, where it waits to be accepted: {title}',
  },
  {
    key: 'returned',
    body_zh: '{department}-{agent} 退回了工单 {number}：{remark}',
    body_en: '{department}-{agent} has returned ticket {number}: {remark}',
  },
  {
    key: 'answered',
    body_zh: '{department}-{agent} 反馈了工单 {number}：{remark}',
    body_en: '{department}-{agent} has given feedback on ticket {number}: {remark}',
  },
  {
    key: 'mentioned',
    body_zh: '{department}-{agent} 在工单 {number} 的备注里提到了您：{remark}',
    body_en: '{department}-{agent} has mentioned you in a note on ticket {number}: {remark}',
  },
  {
    key: 'joined',
    body_zh: '{department}-{agent} 请您协作处理工单 {number}：{title}',
    body_en: '{department}-{agent} asks you to work along on ticket {number}: {title}',
  },
  {
    key: 'reopened',
    body_zh: '{department}-{agent} 激活了工单 {number}：{remark}',
    body_en: '{department}-{agent} has reopened ticket {number}: {remark}',
  },
  {
    key: 'given',
    body_zh: '系统派给您一张工单 {number}，请接单：{title}',
    body_en: 'Ticket {number} has been assigned to you, please accept it: {title}',
  },
  {
    key: 'not_accepted',
    body_zh: '工单 {number} 派出后一直无人接单，请安排：{title}',
    body_en: 'Nobody has accepted ticket {number} in time, please see to it: {title}',
  },
  {
    key: 'edited',
    body_zh: '{department}-{agent} 修改了您处理的工单 {number}：{title}',
    body_en: '{department}-{agent} has edited ticket {number}, which you are handling: {title}',
  },
  {
    key: 'sla_warning',
    body_zh: '{department}-{agent} 有一张编号为 {number} 的工单还有 {remaining} 超时，需尽快处理。',
    body_en:
      '{department}-{agent} has ticket {number}, which is overdue in {remaining}; please handle it soon.',
  },
  {
    key: 'sla_breach',
    body_zh: '{department}-{agent} 有一张编号为 {number} 的工单已超时 {overdue}，请立即处理。',
    body_en: '{department}-{agent} has ticket {number}, which is {overdue} overdue; please handle it now.',
  },
  {
    key: 'digest',
    body_zh:
      '工单日报：已超时 {overdue_count} 张，今天到期 {today_count} 张，无人接单 {unaccepted_count} 张。',
    body_en:
      'Tickets today: {overdue_count} overdue, {today_count} due today, {unaccepted_count} not accepted.',
  },
  {
    key: 'wait_ending',
    body_zh: '工单 {number} 等待客户回复已久，明天将由系统关闭：{title}',
    body_en:
      'Ticket {number} has long waited for the customer and will be closed by the system tomorrow: {title}',
  },
  {
    key: 'wait_closed',
    body_zh: '等待客户回复超过 {days} 天，由系统关闭。',
    body_en: 'Closed by the system: the customer has not answered for {days} days.',
  },
  {
    key: 'resolved_closed',
    body_zh: '解决后 {days} 天没有异议，由系统关闭。',
    body_en: 'Closed by the system: no objection for {days} days after it was resolved.',
  },
] as const;
