import type { StoryBook } from './types.ts';

export const DELIVERY_STORIES: StoryBook = {
  '售后/物流问题/物流异常': [
    {
      title: '包裹在中转场停留 {days} 天没有更新',
      text: '{goods}由{logistics}承运，{date} 到达{city}转运中心后再没有轨迹，客户打快递电话只说“在催”。',
      values: { logistics_problem: 'stuck' },
    },
    {
      title: '轨迹显示发往外省，与收货地不符',
      text: '客户收货地是{city}，{logistics}轨迹显示包裹到了外省，怀疑面单贴错，要求核实。',
      values: { logistics_problem: 'wrong_place' },
    },
    {
      title: '{logistics}称包裹丢失，无人赔付',
      text: '客户联系{logistics}，对方承认{goods}丢失，但让找商家索赔，商家让找快递，客户要求平台先行退款。',
      values: { logistics_problem: 'lost' },
    },
    {
      title: '拒收的包裹没有退回',
      text: '客户 {date} 拒收{goods}，{logistics}没有退回轨迹，商家以未收到退货为由不退款。',
      values: { logistics_problem: 'rejected' },
    },
    {
      title: '生鲜运输超时，担心变质',
      text: '{goods}承诺次日达，已经第 {times} 天还在路上，{city}气温高，客户要求拒收并退款。',
      goods: 'fresh',
      values: { logistics_problem: 'stuck', intercept_needed: true },
    },
  ],
  '售后/物流问题/签收未收到': [
    {
      title: '物流显示已签收，本人没有收到包裹',
      text: '{goods}的物流 {date} {time} 显示“本人签收”，客户和家人都没有收到，派件员电话无人接听。',
      values: { logistics_problem: 'not_received' },
    },
    {
      title: '显示放在驿站，驿站查无此件',
      text: '{logistics}显示包裹已放代收点，客户凭取件码去了两次，店员说没有入库记录。',
      values: { logistics_problem: 'not_received' },
    },
    {
      title: '包裹被他人误领',
      text: '订单 {order} 显示由“前台”签收，物业监控看到被别的住户拿走，客户要求快递追回。',
      values: { logistics_problem: 'not_received' },
    },
  ],
  '售后/物流问题/迟迟未发货': [
    {
      title: '下单 {days} 天仍未发货',
      text: '客户 {date} 购买{goods}，页面承诺 48 小时发货，至今是“待出库”，商家客服不回复。',
      values: { logistics_problem: 'not_shipped', intercept_needed: false },
    },
    {
      title: '虚假发货，只有揽收记录',
      text: '{goods}显示已发货 {days} 天，轨迹只有一条“已揽收”，客户怀疑商家提前填了单号。',
      values: { logistics_problem: 'stuck' },
    },
    {
      title: '预售到期没有发货',
      text: '{goods}预售承诺 {date} 前发货，已超期，商家要求客户自行取消，客户要求按规则赔付。',
      values: { logistics_problem: 'not_shipped', intercept_needed: false },
    },
  ],
  '售后/物流问题/包裹破损': [
    {
      title: '外箱破损，{goods}变形',
      text: '客户签收{goods}时外箱已压扁，开箱发现边角变形，当场拍照并让派件员签字确认。',
      goods: 'appliance',
      values: { logistics_problem: 'damaged', package_state: 'damaged' },
    },
    {
      title: '{goods}漏液，整箱受潮',
      text: '收到{goods}时纸箱底部湿透，里面有两件破口漏液，其余也沾上了，客户要求整单退款。',
      goods: 'beauty',
      values: { logistics_problem: 'damaged', package_state: 'wet' },
    },
    {
      title: '没有缓冲包装，{goods}到货已开裂',
      text: '{goods}只套了一层气泡膜，收到时已经开裂，客户有开箱照片，希望换新，不愿再等七天。',
      goods: 'home',
      values: { logistics_problem: 'damaged', package_state: 'damaged' },
    },
  ],
  '售后/物流问题/派送服务': [
    {
      title: '备注送货上门，快递员放在驿站',
      text: '客户行动不便，订单备注送货上门，{logistics}未打电话直接放驿站，要求今天重新派送。',
      values: { logistics_problem: 'no_delivery', intercept_needed: false },
    },
    {
      title: '大件只送到楼下',
      text: '{goods}较重，商品页写“送货入户”，送货员卸在楼下就走，客户自己搬不动。',
      goods: 'large',
      values: { logistics_problem: 'no_delivery', intercept_needed: false },
    },
    {
      title: '派件员多次改约',
      text: '客户请假在家等了 {times} 次，{logistics}每次都在傍晚改到第二天，要求给出准确时间。',
      values: { logistics_problem: 'no_delivery', intercept_needed: false },
    },
  ],
  '售后/物流问题/拦截改址': [
    {
      title: '配送地址改错，要求中途拦截',
      text: '客户把收货地址改成了公司，发现写错楼号，包裹已到{city}，要求拦截改派。',
      values: { logistics_problem: 'wrong_place', intercept_needed: true },
    },
    {
      title: '临时出差，要求暂缓派送',
      text: '客户 {days} 天内不在{city}，家中无人，希望{logistics}把包裹留在网点，回来后再派。',
      values: { logistics_problem: 'no_delivery', intercept_needed: true },
    },
    {
      title: '拦截成功后没有退款',
      text: '订单 {order} {date} 拦截成功并退回仓库，退款状态一直是“待验收”，客户要求尽快处理。',
      values: { logistics_problem: 'rejected', intercept_needed: true },
    },
  ],
  '售后/上门服务/安装预约': [
    {
      title: '{goods}到货后约不到安装',
      text: '{goods}已签收 {days} 天，App 提示“附近暂无师傅”，客户在{city}市区，要求尽快安排。',
      goods: 'large',
      values: { home_service_items: ['install'] },
    },
    {
      title: '安装时间要改到周末',
      text: '系统自动约在工作日上午，客户上班不在家，希望把{goods}安装改到周六下午。',
      goods: 'large',
      values: { home_service_items: ['install'] },
    },
    {
      title: '旧机拆除与新机安装不在同一天',
      text: '客户以旧换新购买{goods}，拆旧和装新被排在两天，要求合并，避免家里断用。',
      goods: 'large',
      values: { home_service_items: ['install', 'remove'] },
    },
  ],
  '售后/上门服务/未按约上门': [
    {
      title: '安装师傅没有按约上门',
      text: '约好 {date} 上午安装{goods}，师傅没有来也没有电话，客户请假等了 {hours} 小时，要求补偿误工。',
      goods: 'large',
      values: { home_service_items: ['install'] },
    },
    {
      title: '维修一再改期',
      text: '{goods}报修后一直没修好，已改期 {times} 次，每次都说配件没到，家里有老人和孩子，客户很着急。',
      goods: 'large',
      values: { home_service_items: ['repair'] },
    },
    {
      title: '师傅到场后称工具不全离开',
      text: '师傅上门看了一眼{goods}，说要特殊支架，让客户自己买，之后再也没有联系。',
      goods: 'large',
      values: { home_service_items: ['install'] },
    },
  ],
  '售后/上门服务/额外收费': [
    {
      title: '安装被加收 {fee} 元辅材费',
      text: '商品页写“免费安装”，师傅安装{goods}时加收 {fee} 元，没有收据，客户要求退回。',
      goods: 'large',
      values: { home_service_items: ['install'] },
    },
    {
      title: '现场检修报价高于线上',
      text: '客户线上下单{goods}检修，师傅到场后说机型特殊，要另付 {fee} 元才肯拆机。',
      goods: 'large',
      values: { home_service_items: ['repair'] },
    },
    {
      title: '打孔费没有事先告知',
      text: '安装{goods}时师傅以墙体特殊为由收了 {fee} 元打孔费，客户认为购买时没有任何提示。',
      goods: 'large',
      values: { home_service_items: ['install'] },
    },
  ],
};
