import type { StoryBook } from './types.ts';

export const COMPLAINT_STORIES: StoryBook = {
  '投诉/平台投诉/退款纠纷': [
    {
      title: '退货签收 {days} 天，商家以“已使用”拒退',
      text: '消费者称{goods}未使用即退回，商家签收后以有使用痕迹为由拒绝退款 {amount} 元，双方各有照片。',
      values: { complaint_demands: ['refund'] },
    },
    {
      title: '退款到账金额与承诺不符',
      text: '消费者称客服承诺全额退 {amount} 元，实际扣除了优惠分摊和运费，要求补足差额并道歉。',
      values: { complaint_demands: ['refund', 'apology'] },
    },
    {
      title: '投诉称平台偏袒商家，驳回售后',
      text: '消费者购买{goods}后申请售后被驳回 {times} 次，认为证据没有人看，要求人工复核。',
      values: { complaint_demands: ['refund', 'explanation'] },
    },
    {
      title: '跨店满减退一件，另一件被要求补款',
      text: '消费者退掉订单中的一件{goods}，系统要求补回优惠差额，消费者认为规则不合理。',
      values: { complaint_demands: ['explanation', 'refund'] },
    },
  ],
  '投诉/平台投诉/不退款': [
    {
      title: '未发货订单申请退款，商家拖延不处理',
      text: '消费者 {date} 下单{goods}，商家一直不发货也不同意退款 {amount} 元，在平台发起投诉。',
      values: { complaint_demands: ['refund'] },
    },
    {
      title: '定金 {amount} 元不予退还',
      text: '消费者支付定金后因商品改版不想购买，商家称“定金不退”，页面没有醒目提示。',
      amount: 'deposit',
      values: { complaint_demands: ['refund'] },
    },
    {
      title: '客服多次承诺退款，至今未退',
      text: '消费者称自 {date} 起三位客服都承诺 24 小时内退款 {amount} 元，均未兑现，保留通话录音。',
      values: { complaint_demands: ['refund', 'compensation'] },
    },
  ],
  '投诉/平台投诉/虚假宣传': [
    {
      title: '12315 转办：商品与页面描述不符，要求退一赔三',
      text: '消费者称{goods}页面宣传的参数与实物不符，构成虚假宣传，要求退一赔三，监管部门要求按期答复。',
      values: { complaint_demands: ['refund', 'compensation'] },
    },
    {
      title: '宣传“全网最低价”，买后发现更便宜',
      text: '消费者因“全网最低价”购买{goods}，次日在别处发现更低价格，认为误导消费。',
      values: { complaint_demands: ['compensation', 'explanation'] },
    },
    {
      title: '直播间承诺的赠品与收到的不同',
      text: '消费者在直播间购买{goods}，主播口头承诺送正装，实际收到小样，要求补齐并道歉。',
      goods: 'beauty',
      values: { complaint_demands: ['compensation', 'apology'] },
    },
    {
      title: '“{activity}”页面写现金奖励，实为优惠券',
      text: '消费者完成“{activity}”任务，页面显示奖励 {amount} 元，到账却是满减券，认为欺骗。',
      amount: 'coupon',
      values: { complaint_demands: ['compensation'] },
    },
  ],
  '投诉/平台投诉/霸王条款': [
    {
      title: '“特价商品概不退换”被投诉',
      text: '消费者购买特价{goods}后发现质量问题，商家以特价不退换为由拒绝，消费者认为条款无效。',
      values: { complaint_demands: ['refund', 'improve'] },
    },
    {
      title: '会员协议单方面修改权益',
      text: '消费者购买{plan}后，平台把免邮券从每月 4 张减为 2 张，没有征求同意，要求恢复或退费。',
      amount: 'member',
      values: { complaint_demands: ['refund', 'improve'] },
    },
    {
      title: '充值余额不支持退款',
      text: '消费者充值 {amount} 元后不想使用，客服称协议约定余额不退，消费者投诉条款不公平。',
      amount: 'wallet',
      values: { complaint_demands: ['refund'] },
    },
  ],
  '投诉/平台投诉/自动扣费': [
    {
      title: '未经同意自动扣费 {times} 个月',
      text: '消费者发现连续 {times} 个月每月被扣 {amount} 元会员费，称从未开通，要求全部退回并解约。',
      amount: 'monthly',
      values: { complaint_demands: ['refund', 'cancel'] },
    },
    {
      title: '试用到期直接扣费，没有提醒',
      text: '消费者参加 1 元试用，到期当天被扣 {amount} 元，没有短信或弹窗提醒，要求退款。',
      amount: 'monthly',
      values: { complaint_demands: ['refund', 'improve'] },
    },
    {
      title: '免密支付被莫名扣款',
      text: '消费者 {date} {time} 收到免密扣款 {amount} 元通知，没有对应订单，要求说明并关闭免密。',
      amount: 'wallet',
      values: { complaint_demands: ['refund', 'explanation', 'cancel'] },
    },
    {
      title: '老人误触开通连续包月',
      text: '消费者称家中老人看广告时误触开通连续包月，被扣 {amount} 元，要求退款并取消。',
      amount: 'monthly',
      values: { complaint_demands: ['refund', 'cancel'] },
    },
  ],
  '投诉/平台投诉/押金不退': [
    {
      title: '押金 {amount} 元逾期 {days} 天未退',
      text: '消费者归还租借设备后押金一直未退，客服只回复“耐心等待”，在聚投诉发帖。',
      amount: 'deposit',
      values: { complaint_demands: ['refund'] },
    },
    {
      title: '以设备损坏为由扣除全部押金',
      text: '消费者称归还时设备完好，平台以外壳划痕扣除押金 {amount} 元，没有提供检测照片。',
      amount: 'deposit',
      values: { complaint_demands: ['refund', 'explanation'] },
    },
    {
      title: '租借柜故障导致无法归还，押金被扣',
      text: '柜机离线无法归还，消费者按提示拍照上传，{days} 天后仍被判逾期并扣除押金。',
      amount: 'deposit',
      values: { complaint_demands: ['refund', 'compensation'] },
    },
  ],
  '投诉/服务投诉/服务态度': [
    {
      title: '客服态度生硬，通话中被挂断',
      text: '客户 {date} {time} 来电查询退款，称客服打断其说话并挂断电话，要求调听录音并道歉。',
      values: { complaint_demands: ['apology'] },
    },
    {
      title: '在线客服答非所问，拒绝转人工',
      text: '客户在线咨询 {hours} 小时，一直是机器人回复，要求转人工被拒，认为浪费时间。',
      values: { complaint_demands: ['improve', 'explanation'] },
    },
    {
      title: '商家客服言语辱骂',
      text: '客户因{goods}差评被商家客服辱骂，有聊天截图，要求处罚商家并公开道歉。',
      values: { complaint_demands: ['apology', 'punish'], evidence_types: ['chat'] },
    },
  ],
  '投诉/服务投诉/处理拖延': [
    {
      title: '问题在部门之间来回推',
      text: '客户的{goods}退款先后联系了 {times} 次，每次都让重新说明，没有人告诉处理到哪一步。',
      values: { complaint_demands: ['improve', 'explanation'] },
    },
    {
      title: '反映问题 {days} 天没有回音',
      text: '客户 {date} 反映{goods}质量问题，承诺三天内答复，至今没有回音，要求主管来电。',
      values: { complaint_demands: ['explanation'] },
    },
    {
      title: '工单被关闭但问题没有解决',
      text: '客户收到“问题已解决”的短信，实际{goods}还没有修好，认为平台敷衍。',
      goods: 'appliance',
      values: { complaint_demands: ['improve'] },
    },
  ],
  '投诉/服务投诉/承诺未兑现': [
    {
      title: '客服承诺回电 {days} 天未回',
      text: '上次通话承诺第二天回电，客户一直等到现在，要求说明原因并赔偿误工。',
      values: { complaint_demands: ['apology', 'compensation'] },
    },
    {
      title: '答应补偿优惠券没有发放',
      text: '因配送延误客服答应补偿 {fee} 元券，{days} 天没有到账，再次咨询称没有记录。',
      values: { complaint_demands: ['compensation'] },
    },
    {
      title: '承诺上门取件无人来取',
      text: '客户换货约了 {date} 上门取件，在家等了一天无人联系，第二天系统还取消了换货申请。',
      values: { complaint_demands: ['apology', 'improve'] },
    },
  ],
  '投诉/服务投诉/配送服务': [
    {
      title: '配送员送错楼层并与客户争吵',
      text: '配送员把{goods}放到楼下，客户要求送上楼，双方发生争吵，客户称受到威胁。',
      values: { complaint_demands: ['apology', 'punish'] },
    },
    {
      title: '未联系客户擅自签收',
      text: '配送员没有电话直接点签收，包裹放在消防栓里被雨淋湿，客户要求处理责任人。',
      values: { complaint_demands: ['punish', 'compensation'] },
    },
    {
      title: '安装师傅索要五星好评',
      text: '师傅安装完{goods}后要求现场给五星，否则不给保修卡，客户认为不合理。',
      goods: 'large',
      values: { complaint_demands: ['improve', 'punish'] },
    },
  ],
};
