import type { StoryBook } from './types.ts';

/** Vouchers and points, cars, courses. */
export const LOCAL_STORIES: StoryBook = {
  '售后/卡券积分/券无法核销': [
    {
      title: '到店核销提示“券码无效”',
      text: '客户 {date} 在{shop}用餐，出示 {amount} 元代金券，店员扫码提示无效，只好自己付现。',
      amount: 'coupon',
    },
    {
      title: '券在有效期内却显示已使用',
      text: '客户购买的 {amount} 元券从未到店，券包显示“已使用”，核销门店是{shop}，客户没有去过。',
      amount: 'coupon',
    },
    {
      title: '节假日不可用，购买页没有写',
      text: '客户周六到{shop}消费，店家说 {amount} 元券周末不可用，购买页没有看到限制。',
      amount: 'coupon',
    },
  ],
  '售后/卡券积分/券过期补发': [
    {
      title: '券到期前没有提醒，申请延期',
      text: '客户有一张 {amount} 元券昨天到期，没有收到到期提醒，希望延期一周或补发。',
      amount: 'coupon',
    },
    {
      title: '退款后券已过期',
      text: '订单 {order} 退款时退回的 {amount} 元券有效期只剩一天，客户来不及使用，申请补发。',
      amount: 'coupon',
    },
    {
      title: '系统故障期间无法用券',
      text: '客户在券到期当晚下单，页面一直报错，{amount} 元券因此作废，要求补发同额券。',
      amount: 'coupon',
    },
  ],
  '售后/卡券积分/积分未到账': [
    {
      title: '购物积分 {points} 分没有到账',
      text: '客户 {date} 确认收货，应得 {points} 积分，{days} 天后仍未到账，订单没有退货。',
      amount: 'coupon',
    },
    {
      title: '签到积分中断',
      text: '客户连续签到，昨天打开页面显示断签，{points} 积分奖励没有发，客户称每天都签了。',
      amount: 'coupon',
    },
    {
      title: '评价返积分没有到账',
      text: '客户按要求带图评价{goods}，活动返 {points} 积分，审核显示通过但没有到账。',
      amount: 'coupon',
    },
  ],
  '售后/卡券积分/积分兑换': [
    {
      title: '积分已扣，兑换的券没有到',
      text: '客户用 {points} 积分换 {amount} 元券，积分已扣，券包里没有，兑换记录显示处理中。',
      amount: 'coupon',
    },
    {
      title: '兑换礼品与图片不符',
      text: '客户用 {points} 积分换了礼品，收到的款式与页面图片不一样，申请退回积分。',
      amount: 'coupon',
    },
    {
      title: '退货后积分变成负数',
      text: '客户退货后系统扣回积分，余额显示负 {points}，客户问为什么扣得比得到的多。',
      amount: 'coupon',
    },
  ],
  '售后/汽车服务/洗车保养': [
    {
      title: '预约洗车到店无法服务',
      text: '客户按预约时间到{garage}，店员说系统没有这一单，让客户另付现金。',
      amount: 'car',
    },
    {
      title: '保养套餐漏做项目',
      text: '{amount} 元保养套餐应含空调滤芯，客户提车后发现没有更换，门店承认漏做但不肯补。',
      amount: 'car',
    },
    {
      title: '保养后仪表灯亮起',
      text: '车辆在{garage}保养后第二天故障灯亮，门店说与保养无关，客户要求检测。',
      amount: 'car',
    },
  ],
  '售后/汽车服务/道路救援': [
    {
      title: '救援等了 {hours} 小时没有到',
      text: '客户车辆抛锚在{city}绕城高速，叫了道路救援，承诺 40 分钟，等了 {hours} 小时仍未到。',
      amount: 'car',
    },
    {
      title: '救援现场被要求加价',
      text: '会员权益写免费拖车 50 公里，师傅到场说要收 {fee} 元高速费，否则不拖。',
      amount: 'car',
    },
    {
      title: '搭电后车辆电路异常',
      text: '救援搭电后车辆中控黑屏，客户怀疑操作不当，要求救援方承担检修费。',
      amount: 'car',
    },
  ],
  '售后/汽车服务/轮胎与配件': [
    {
      title: '轮胎生产日期超过两年',
      text: '客户在{garage}更换线上购买的轮胎，发现生产日期在两年以前，要求换新或退款 {amount} 元。',
      amount: 'car',
    },
    {
      title: '雨刮器型号不匹配',
      text: '系统按车型推荐的雨刮装不上，{garage}让客户自己联系平台换货。',
      amount: 'car',
    },
    {
      title: '安装轮胎时刮伤轮毂',
      text: '{garage}更换轮胎时刮伤轮毂，店员当场承认，事后只愿意送一次洗车，客户要求修复。',
      amount: 'car',
    },
  ],
  '售后/在线课程/课程退费': [
    {
      title: '《{course}》申请退费 {days} 天没有答复',
      text: '客户报名《{course}》{amount} 元，只听了第一节，按协议 7 天内可全退，申请后无人审核。',
      amount: 'course',
      values: { expected_handling: 'original_refund', lessons_taken: 1 },
    },
    {
      title: '退费被扣 {fee} 元资料费',
      text: '《{course}》未开课即申请退费，被扣 {fee} 元资料费，客户没有收到任何资料。',
      claim: 'fee',
      amount: 'course',
      values: { expected_handling: 'original_refund', lessons_taken: 0 },
    },
    {
      title: '停课后剩余课时怎么退',
      text: '《{course}》老师离职停课，客户还有一半课时没上，要求按剩余课时退款。',
      amount: 'course',
      values: { expected_handling: 'partial_refund', lessons_taken: 12 },
    },
  ],
  '售后/在线课程/无法观看': [
    {
      title: '回放打不开，提示“没有权限”',
      text: '客户购买《{course}》一年有效，{date} 起回放提示没有权限，课程还有半年才到期。',
      amount: 'course',
      values: { expected_handling: 'explanation' },
    },
    {
      title: '直播课卡顿，听不清老师声音',
      text: '客户用{device}看《{course}》直播，每隔几分钟卡住，网络测速正常，要求提供回放。',
      amount: 'course',
      values: { expected_handling: 'explanation' },
    },
    {
      title: '换设备后课程不见了',
      text: '客户换成{device}登录后，“我的课程”里没有《{course}》，原手机上还能看到。',
      amount: 'course',
      values: { expected_handling: 'explanation' },
    },
  ],
  '售后/在线课程/约课改期': [
    {
      title: '老师临时请假，课程改期没有通知',
      text: '客户 {date} {time} 准时上《{course}》，教室里没有人，客服说老师请假，要求补课并补偿。',
      amount: 'course',
      values: { expected_handling: 'compensation' },
    },
    {
      title: '提前一天改约仍扣课时',
      text: '客户提前 26 小时取消《{course}》约课，系统仍扣 1 课时，规则写明 24 小时前可取消。',
      amount: 'course',
      values: { expected_handling: 'compensation' },
    },
    {
      title: '约不到晚上的时段',
      text: '客户上班，只能约晚上 8 点后的《{course}》，最近 {days} 天都没有空位，要求协调老师。',
      amount: 'course',
      values: { expected_handling: 'explanation' },
    },
  ],
  '售后/在线课程/证书与资料': [
    {
      title: '结业证书姓名写错',
      text: '客户学完《{course}》，电子证书姓名错一个字，求职要用，希望两天内重发。',
      amount: 'course',
      values: { expected_handling: 'resend' },
    },
    {
      title: '教材寄丢，要求补寄',
      text: '《{course}》配套教材显示签收但客户没收到，已开课 {times} 周，希望尽快补寄。',
      amount: 'course',
      values: { expected_handling: 'resend' },
    },
    {
      title: '课件下载链接失效',
      text: '客户下载《{course}》课件，链接提示已过期，群里助教没有回复。',
      amount: 'course',
      values: { expected_handling: 'resend' },
    },
  ],
};
