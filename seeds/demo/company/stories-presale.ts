import type { StoryBook } from './types.ts';

export const PRESALE_STORIES: StoryBook = {
  '售前/商品咨询/规格参数': [
    {
      title: '{goods}的功率和尺寸是多少',
      text: '客户准备购买{goods}，想知道额定功率、整机尺寸，以及放在转角处是否放得下，详情页只写了部分参数。',
      goods: 'appliance',
      values: { consult_topics: ['spec'] },
    },
    {
      title: '{goods}尺码怎么选',
      text: '客户身高 172 cm、体重 66 kg，咨询{goods}该选哪个尺码，担心按平时的码买会偏小。',
      goods: 'clothing',
      values: { consult_topics: ['spec'] },
    },
    {
      title: '{goods}能不能用在旧房上',
      text: '客户家是老小区，问{goods}对插座、墙体和预留孔有没有要求，希望安装前先确认，免得装不了。',
      goods: 'large',
      values: { consult_topics: ['spec', 'service'] },
    },
    {
      title: '{goods}是否兼容客户现有设备',
      text: '客户用的是{device}，想确认{goods}能否正常连接，以及是否需要另外购买配件。',
      goods: 'digital',
      values: { consult_topics: ['spec'] },
    },
  ],
  '售前/商品咨询/库存到货': [
    {
      title: '{goods}什么时候补货',
      text: '客户想买{goods}的{spec}，页面显示无货，已点到货提醒 {days} 天没有消息，询问大概到货时间。',
      values: { consult_topics: ['stock'] },
    },
    {
      title: '预售商品能否提前发货',
      text: '{goods}页面写预售，客户 {days} 天后要出差，问能不能提前发，或者换成现货规格。',
      values: { consult_topics: ['stock', 'delivery'] },
    },
    {
      title: '加入购物车后提示库存不足',
      text: '客户把{goods}加入购物车，提交时提示库存不足，详情页仍显示有货，问是否可以预留。',
      values: { consult_topics: ['stock'] },
    },
  ],
  '售前/商品咨询/价格咨询': [
    {
      title: '{goods}近期是否有活动价',
      text: '客户看到{goods}现价 {amount} 元，问近期有没有降价安排，买后降价能不能补差。',
      values: { consult_topics: ['price'] },
    },
    {
      title: 'App 和小程序价格不一致',
      text: '同一款{goods}，App 显示 {amount} 元，小程序便宜 {fee} 元，客户问以哪个为准。',
      values: { consult_topics: ['price'] },
    },
    {
      title: '一次买多件能否优惠',
      text: '客户想一次购买 10 件{goods}送员工，问有没有批量价，能否开一张发票。',
      values: { consult_topics: ['price'], goods_quantity: 10 },
    },
  ],
  '售前/商品咨询/使用方法': [
    {
      title: '{goods}首次使用前要做什么',
      text: '客户刚收到{goods}，说明书看不清楚，咨询首次使用前的清洗和安装步骤。',
      goods: 'appliance',
      values: { consult_topics: ['service'] },
    },
    {
      title: '{goods}第一次用不会连接',
      text: '客户的手机是{device}，按说明书连接{goods}没有反应，想要图文步骤，已发操作指引，客户说再试一次。',
      goods: 'digital',
      values: { consult_topics: ['service'] },
    },
    {
      title: '敏感肌能否使用{goods}',
      text: '客户皮肤容易过敏，问{goods}的成分表和使用顺序，是否可以先试用小样。',
      goods: 'beauty',
      values: { consult_topics: ['spec'] },
    },
  ],
  '售前/优惠活动/优惠券使用': [
    {
      title: '优惠券没有抵扣，多付了 {amount} 元',
      text: '客户领取了“{activity}”的 {amount} 元券，结算页显示已选中，付款后发现没有抵扣，要求退回差额。',
      amount: 'coupon',
    },
    {
      title: '领券后在券包里找不到',
      text: '客户参加“{activity}”，页面提示领取成功，券包里没有，询问多久到账、是否占用了名额。',
      amount: 'coupon',
    },
    {
      title: '多张优惠券能否叠加',
      text: '客户手上有店铺券和“{activity}”的 {amount} 元券，结算时只能选一张，问叠加规则。',
      amount: 'coupon',
    },
    {
      title: '退货后优惠券是否退回',
      text: '客户计划退掉订单 {order} 里的一件商品，担心已用的 {amount} 元券不退，想先问清楚。',
      amount: 'coupon',
    },
  ],
  '售前/优惠活动/活动资格': [
    {
      title: '新人价无法享受',
      text: '客户用新注册的手机号参加“{activity}”，提示不符合条件，怀疑是同一设备曾登录过家人账号。',
      amount: 'coupon',
    },
    {
      title: '拼团人数已满仍未成团',
      text: '客户参加“{activity}”，页面显示还差 0 人，过了 {hours} 小时仍未成团，问是否还能按活动价发货。',
      amount: 'coupon',
    },
    {
      title: '邀请好友没有得到奖励',
      text: '客户邀请了 {times} 位好友注册并下单，“{activity}”页面只计入 1 位，要求核对邀请记录。',
      amount: 'coupon',
    },
  ],
  '售前/优惠活动/赠品规则': [
    {
      title: '满额赠品没有出现在订单里',
      text: '客户订单实付超过门槛，“{activity}”写明赠礼品一份，订单详情没有赠品，问会不会随单发出。',
      amount: 'coupon',
    },
    {
      title: '赠品能否换成其他款',
      text: '“{activity}”赠品颜色随机，客户希望指定颜色，如不行愿意放弃赠品折成优惠券。',
      amount: 'coupon',
    },
    {
      title: '积分兑换的礼品一直没有发货',
      text: '客户 {date} 在“{activity}”用积分换了礼品，状态一直是待发货，问预计什么时候寄出。',
      amount: 'coupon',
    },
  ],
  '售前/会员咨询/开通与价格': [
    {
      title: '会员年卡和连续包月哪个划算',
      text: '客户比较年卡和连续包月的价格，问中途能否升级、差价怎么算，已按价目表答复，客户再考虑。',
      values: { consult_topics: ['price'] },
    },
    {
      title: '学生能否享受会员优惠',
      text: '客户是在校学生，问有没有学生价、需要哪些认证材料，认证有效期多久。',
      values: { consult_topics: ['price'] },
    },
    {
      title: '会员能不能送给家人',
      text: '客户想给父母开通会员，问能否用自己的账号付款、对方账号使用，是否需要绑定亲情号。',
      values: { consult_topics: ['service'] },
    },
  ],
  '售前/会员咨询/权益说明': [
    {
      title: '联名视频会员怎么领取',
      text: '客户开通前想确认视频联名权益每月领一次还是一次性发放，过期不领会不会补。',
      values: { consult_topics: ['service'] },
    },
    {
      title: '免邮券是否限制商品',
      text: '客户问会员免邮券对大件和生鲜是否可用，偏远地区是否另收运费。',
      values: { consult_topics: ['delivery'] },
    },
    {
      title: '会员折扣与活动价是否同享',
      text: '客户看到{goods}正在做活动，问会员折扣能不能一起用，结算页没有显示会员价。',
      values: { consult_topics: ['price'] },
    },
  ],
  '售前/配送咨询/配送范围': [
    {
      title: '{city}郊区能否配送{goods}',
      text: '客户收货地址在{city}郊区，页面提示暂不支持配送，问有没有自提点或其他快递。',
      values: { consult_topics: ['delivery'] },
    },
    {
      title: '能否送货上楼',
      text: '客户住在没有电梯的六楼，购买{goods}前想确认是否送货上楼、要不要另付搬运费。',
      goods: 'large',
      values: { consult_topics: ['delivery', 'service'] },
    },
    {
      title: '生鲜能不能指定送达日期',
      text: '客户想订{goods}送人，问能否指定周末送达{city}，收件人不在时怎么处理。',
      goods: 'fresh',
      values: { consult_topics: ['delivery'] },
    },
  ],
  '售前/配送咨询/运费与时效': [
    {
      title: '下单后几天能到{city}',
      text: '客户 {days} 天后要用{goods}，问今天下单发到{city}大概几天，能否加急。',
      values: { consult_topics: ['delivery'] },
    },
    {
      title: '为什么收取 {fee} 元运费',
      text: '客户购买{goods}，结算页多出 {fee} 元运费，详情页写的是包邮，要求说明原因。',
      values: { consult_topics: ['delivery', 'price'] },
    },
    {
      title: '多个订单能否合并发货',
      text: '客户分两次买了{goods}，希望合并成一个包裹，减少一份运费。',
      values: { consult_topics: ['delivery'] },
    },
  ],
  '售前/服务预约/养车预约': [
    {
      title: '预约周末洗车没有时段',
      text: '客户想在{city}预约周末洗车，App 显示约满，问门店是否接受现场排队。',
      values: { consult_topics: ['booking'] },
    },
    {
      title: '保养套餐包含哪些项目',
      text: '客户购买小保养套餐前，问是否含机油滤芯和工时费，进口车型能否使用。',
      values: { consult_topics: ['booking', 'spec'] },
    },
    {
      title: '预约改到另一家门店',
      text: '客户原约{garage}，因临时搬家想改到离家近的门店，问套餐能否通用。',
      values: { consult_topics: ['booking'] },
    },
  ],
  '售前/服务预约/课程试听': [
    {
      title: '申请《{course}》试听',
      text: '客户想先听一节《{course}》再决定是否报名，问试听课时长和老师安排。',
      values: { consult_topics: ['booking'] },
    },
    {
      title: '试听后没有收到课程资料',
      text: '客户 {date} 听了《{course}》试听课，老师说会发讲义，一直没有收到。',
      values: { consult_topics: ['booking'] },
    },
    {
      title: '零基础能否报《{course}》',
      text: '客户没有基础，担心跟不上《{course}》，希望有学习顾问回电说明课程难度。',
      values: { consult_topics: ['booking', 'service'] },
    },
  ],
  '售前/服务预约/企业采购': [
    {
      title: '企业采购{goods}，需要报价单',
      text: '客户公司计划采购 50 件{goods}作为员工福利，需要盖章报价单和对公付款账户。',
      values: { consult_topics: ['price'], goods_quantity: 50, purchase_channel: 'group_buy' },
    },
    {
      title: '对公转账后如何下单',
      text: '企业客户希望对公转账后统一发货到{city}多个地址，问是否可以提供地址导入模板。',
      values: { consult_topics: ['delivery'], purchase_channel: 'group_buy' },
    },
    {
      title: '采购合同与账期咨询',
      text: '客户首次合作，问采购{goods}满多少件可签框架合同、是否支持月结。',
      values: { consult_topics: ['price'], goods_quantity: 200, purchase_channel: 'group_buy' },
    },
  ],
};
