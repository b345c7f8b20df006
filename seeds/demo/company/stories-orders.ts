import type { StoryBook } from './types.ts';

export const ORDER_STORIES: StoryBook = {
  '售后/订单问题/退款问题': [
    {
      title: '退货已寄回仓库，一直没有确认收货',
      text: '客户 {date} 寄回{goods}，物流显示仓库已签收。App 里仍是“等待商家收货”，退款没有发起，希望今天给出到账时间。',
      values: { refund_reason: 'changed_mind', refund_channel: 'original' },
    },
    {
      title: '退款 {days} 天未到账，客户要求今天内答复',
      text: '{goods}的退款 {amount} 元 {date} 已审核通过，渠道显示处理中，{payment}账单里查不到，客户已问过 {times} 次。',
      values: { refund_reason: 'mismatch', refund_channel: 'original' },
    },
    {
      title: '七天无理由退货被商家拒绝',
      text: '客户收到{goods}后没有拆封，签收第 3 天申请退货，商家以“影响二次销售”拒绝，客户有外包装照片。',
      values: { refund_reason: 'changed_mind' },
    },
    {
      title: '退款金额少了 {fee} 元',
      text: '订单 {order} 全额退货，应退 {amount} 元，实际少退 {fee} 元，客户问扣的是运费还是优惠分摊。',
      claim: 'fee',
      values: { refund_reason: 'quality' },
    },
    {
      title: '退款需客户补充收款账号',
      text: '客户付款的银行卡已注销，{amount} 元退款被渠道退回，需改为银行转账，客户愿意提供本人新卡。',
      values: { refund_reason: 'changed_mind', refund_channel: 'bank', expected_handling: 'original_refund' },
    },
    {
      title: '{goods}不想要了，申请仅退款',
      text: '客户 {date} 下单后一直未发货，已在别处购买，申请仅退款 {amount} 元，商家 48 小时没有处理。',
      values: { refund_reason: 'not_received' },
    },
    {
      title: '部分退款协商一致后没有执行',
      text: '{goods}有轻微瑕疵，商家在聊天里同意退 {fee} 元，客户确认后一直没有退，聊天截图已上传。',
      claim: 'fee',
      values: { refund_reason: 'quality', expected_handling: 'partial_refund' },
    },
  ],
  '售后/订单问题/换货问题': [
    {
      title: '换货已收到，款式发错',
      text: '客户把{goods}换成{spec}，收到的仍是原来那款，吊牌未拆，要求尽快重新换。',
      values: { exchange_reason: 'wrong', goods_state: 'opened' },
    },
    {
      title: '{goods}尺码偏小，要求换大一码',
      text: '客户按尺码表买的{goods}偏小，只试穿过一次，想换大一码，问运费谁出。',
      goods: 'clothing',
      values: { exchange_reason: 'size', goods_state: 'opened' },
    },
    {
      title: '换货申请 {days} 天没有进展',
      text: '客户 {date} 提交{goods}换货申请，旧货已寄回，状态一直是“待商家发货”，客户急用。',
      values: { exchange_reason: 'defect' },
    },
    {
      title: '换回来的{goods}仍有同样问题',
      text: '第一次换货后{goods}用了 2 天又出现同样的故障，客户不想再换同款，问能否换别的型号补差价。',
      goods: 'appliance',
      values: { exchange_reason: 'broken', goods_state: 'used' },
    },
  ],
  '售后/订单问题/维修保修': [
    {
      title: '{goods}用了半个月没有反应',
      text: '客户正常使用{goods}，昨天起通电没有反应，换过插座也一样，要求保修，并问维修期间有没有备用机。',
      goods: 'digital',
      since: 16,
      values: { exchange_reason: 'broken', goods_state: 'used' },
    },
    {
      title: '送修 {days} 天没有检测结果',
      text: '{goods} {date} 寄到维修中心，签收后没有任何通知，客户打维修电话一直占线。',
      goods: 'appliance',
      values: { exchange_reason: 'broken', goods_state: 'damaged' },
    },
    {
      title: '保修期内被要求付 {fee} 元检测费',
      text: '{goods}购买不到三个月，维修点要收 {fee} 元检测费，客户认为保修期内不应收费。',
      goods: 'appliance',
      since: 84,
      values: { exchange_reason: 'broken', goods_state: 'used' },
    },
  ],
  '售后/订单问题/商品少件': [
    {
      title: '收到的商品少一件，附开箱视频',
      text: '订单 {order} 应有两件，包裹里只有一件{goods}，客户拍了完整的开箱视频，要求补发。',
      values: { has_unboxing_video: true, package_state: 'intact', expected_handling: 'resend' },
    },
    {
      title: '{goods}缺少配件无法使用',
      text: '客户收到{goods}，盒内没有电源适配器和说明书，外包装完好，希望补寄配件。',
      goods: 'appliance',
      values: { package_state: 'intact', expected_handling: 'resend' },
    },
    {
      title: '赠品没有随单发出',
      text: '购买{goods}时页面写明赠品，签收后没有看到，商家说已发完，客户要求补发或折现 {fee} 元。',
      values: { package_state: 'intact' },
    },
    {
      title: '多包裹订单只收到一部分',
      text: '订单 {order} 拆成 {times} 个包裹，有一个显示同一天签收但没有收到，客户不清楚是少发还是丢失。',
      values: { package_state: 'resealed' },
    },
  ],
  '售后/订单问题/错发商品': [
    {
      title: '下单{goods}，收到别的商品',
      text: '客户下单{goods}，收到的是其他商品，面单上的名字和电话是本人，怀疑仓库贴错面单。',
      values: { package_state: 'intact', expected_handling: 'exchange' },
    },
    {
      title: '{goods}规格发错',
      text: '客户选的是{spec}，收到的规格不对，商家让客户先付运费寄回，客户不同意。',
      values: { package_state: 'intact', expected_handling: 'exchange' },
    },
    {
      title: '套装里混入旧款',
      text: '{goods}套装里有一件是旧款包装，生产日期差了一年，客户要求换成同一批次。',
      goods: 'beauty',
      values: { package_state: 'intact', expected_handling: 'exchange', has_unboxing_video: false },
    },
  ],
  '售后/订单问题/修改订单': [
    {
      title: '下单时选错了收货地址',
      text: '客户下单{goods}时默认了老家的地址，现在人在{city}，订单还没有出库，请改到新地址。',
      values: { order_change_items: ['address'], intercept_needed: false },
    },
    {
      title: '收货人电话填错一位',
      text: '订单 {order} 的收货电话填错，快递联系不上收件人，请协助更正并通知网点。',
      values: { order_change_items: ['receiver'] },
    },
    {
      title: '要求把{goods}换成另一个规格',
      text: '客户下单十分钟后发现选错规格，想改成{spec}，页面没有修改入口，不想重新下单，怕优惠没了。',
      values: { order_change_items: ['spec'], intercept_needed: false },
    },
    {
      title: '修改地址后仍按旧地址发货',
      text: '客户 {date} 已在 App 里改过地址，快递仍发往旧地址，要求拦截改派到{city}。',
      values: { order_change_items: ['address'], intercept_needed: true },
    },
  ],
  '售后/订单问题/取消订单': [
    {
      title: '取消订单后仍然发货',
      text: '客户 {date} 取消了{goods}的订单并收到成功提示，今天又收到发货短信，要求拦截并退款。',
      values: { order_change_items: ['cancel'], intercept_needed: true },
    },
    {
      title: '重复下单，要求取消其中一单',
      text: '页面卡住时客户点了两次提交，生成两个{goods}订单，只需要一个，另一单请取消。',
      values: { order_change_items: ['cancel'] },
    },
    {
      title: '申请取消 {days} 天商家不同意',
      text: '订单 {order} 显示“商家待审核”，客户申请取消已 {days} 天，商家既不发货也不同意。',
      values: { order_change_items: ['cancel'], intercept_needed: false },
    },
  ],
  '售后/订单问题/价保补差': [
    {
      title: '买后第 2 天降价 {amount} 元，要求补差',
      text: '客户 {date} 购买{goods}，隔天页面降价 {amount} 元，在 30 天价保期内，系统提示“不支持价保”。',
      amount: 'difference',
      values: { refund_reason: 'price_drop', expected_handling: 'partial_refund' },
    },
    {
      title: '价保申请通过但没有退差额',
      text: '客户价保申请 {date} 已通过，应退 {amount} 元，余额和{payment}都没有收到。',
      amount: 'difference',
      values: { refund_reason: 'price_drop', expected_handling: 'partial_refund' },
    },
    {
      title: '直播间价格更低，客户要求退差价',
      text: '客户在商城购买{goods}后，发现直播间便宜 {amount} 元，主播称“老客户可找客服补差”。',
      amount: 'difference',
      values: { refund_reason: 'price_drop', expected_handling: 'partial_refund' },
    },
  ],
  '售后/订单问题/发票': [
    {
      title: '电子发票抬头填错，申请重开',
      text: '订单 {order} 的发票抬头写成个人，客户需要公司抬头报销，财务本周五截止。',
      values: { invoice_problem: 'wrong_title' },
    },
    {
      title: '发票 {days} 天没有收到',
      text: '客户购买{goods}时勾选了电子发票，至今邮箱没有收到，垃圾邮件里也没有。',
      values: { invoice_problem: 'not_received' },
    },
    {
      title: '发票金额与实付不一致',
      text: '订单实付 {amount} 元，发票金额少了优惠券部分，客户公司要求按实付开具。',
      values: { invoice_problem: 'wrong_amount' },
    },
    {
      title: '申请开具专用发票',
      text: '企业客户采购{goods}，需要专用发票，系统里只能选普通发票，已提供开票资料。',
      values: { invoice_problem: 'not_issued', invoice_type: 'special' },
    },
    {
      title: '退货后要求冲红发票',
      text: '订单 {order} 已全额退款，发票仍显示有效，客户财务要求提供冲红凭证。',
      values: { invoice_problem: 'red' },
    },
    {
      title: '多个订单合并开一张发票',
      text: '客户 {date} 前后下了 {times} 单，希望合并开一张发票，系统只能逐单开具，财务要求金额一致。',
      values: { invoice_problem: 'not_issued' },
    },
  ],
};
