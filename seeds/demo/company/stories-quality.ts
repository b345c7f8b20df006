import type { StoryBook } from './types.ts';

/** Complaints about goods, shops, garages and courses. */
export const QUALITY_STORIES: StoryBook = {
  '投诉/商品投诉/商品质量': [
    {
      title: '{goods}使用 {days} 天后变形开裂',
      text: '客户正常使用{goods}，{days} 天后变形开裂，商家称人为损坏，客户要求权威检测。',
      goods: 'home',
      values: { quality_defects: ['function', 'appearance'], goods_state: 'damaged' },
    },
    {
      title: '{goods}使用中发热冒烟',
      text: '客户使用时{goods}发热冒烟，及时断电未造成伤害，要求退款并排查同批次。',
      goods: 'digital',
      values: { quality_defects: ['function'], goods_state: 'damaged' },
    },
    {
      title: '{goods}洗一次就严重掉色',
      text: '{goods}按洗标手洗一次后严重掉色，染花了其他衣物，客户要求一并赔偿被染的衣物。',
      goods: 'clothing',
      values: { quality_defects: ['appearance'], goods_state: 'used', expected_handling: 'compensation' },
    },
    {
      title: '使用{goods}后皮肤红肿',
      text: '客户使用{goods}第二天面部红肿，已就医，有诊断证明，要求退款并承担医药费。',
      goods: 'beauty',
      values: {
        quality_defects: ['allergy'],
        evidence_types: ['photo', 'medical'],
        expected_handling: 'compensation',
      },
    },
  ],
  '投诉/商品投诉/描述不符': [
    {
      title: '{goods}材质与页面不符',
      text: '{goods}页面标注的面料成分与客户送检结果不同，要求退货并按规则赔偿。',
      goods: 'clothing',
      values: { quality_defects: ['mismatch'], evidence_types: ['photo', 'report'] },
    },
    {
      title: '收到的{goods}是旧款',
      text: '页面展示新款{goods}，实物是去年旧款，客户对比了型号铭牌，要求换新或退款。',
      goods: 'appliance',
      values: { quality_defects: ['mismatch'] },
    },
    {
      title: '实物颜色与图片差距很大',
      text: '{goods}实物颜色明显偏暗，商家说是光线原因，客户不认可，要求退货并由商家承担运费。',
      goods: 'home',
      values: { quality_defects: ['mismatch', 'appearance'] },
    },
  ],
  '投诉/商品投诉/疑似假货': [
    {
      title: '{goods}防伪码查询不到',
      text: '客户扫描{goods}防伪码提示不存在，品牌官方回复无此批次，要求退一赔三。',
      goods: 'beauty',
      values: { quality_defects: ['fake'], expected_handling: 'compensation' },
    },
    {
      title: '{goods}序列号查出已激活',
      text: '客户刚收到{goods}，官网查询序列号显示已激活 {days} 天，怀疑是翻新机，要求退款并赔偿。',
      goods: 'digital',
      values: { quality_defects: ['fake', 'mismatch'] },
    },
    {
      title: '专柜鉴定{goods}非正品',
      text: '客户拿{goods}到专柜，工作人员口头表示非正品，无书面证明，要求平台送检。',
      goods: 'clothing',
      values: { quality_defects: ['fake'] },
    },
  ],
  '投诉/商品投诉/食品安全': [
    {
      title: '{goods}里发现异物',
      text: '客户食用{goods}时发现异物，已拍照并保留实物，要求说明来源并赔偿。',
      goods: 'food',
      values: { quality_defects: ['spoiled'], evidence_types: ['photo'], expected_handling: 'compensation' },
    },
    {
      title: '生鲜到货变质，要求赔付',
      text: '{goods}到货已有异味，冰袋全部融化，客户称家人食用后不适，要求全额赔付。',
      goods: 'fresh',
      values: { quality_defects: ['spoiled'], goods_state: 'damaged', expected_handling: 'compensation' },
    },
    {
      title: '{goods}临近保质期，未提前告知',
      text: '客户收到的{goods}距保质期不足一个月，页面没有临期说明，要求退货退款。',
      goods: 'food',
      values: { quality_defects: ['expired'], goods_state: 'unopened', expected_handling: 'original_refund' },
    },
  ],
  '投诉/汽车服务投诉/乱收费': [
    {
      title: '门店临时加项，多收 {fee} 元',
      text: '消费者线上买 {amount} 元保养，{garage}未经同意更换刹车油，加收 {fee} 元，要求退回。',
      amount: 'car',
      values: { expected_handling: 'partial_refund' },
    },
    {
      title: '工时费高于公示价',
      text: '消费者称{garage}公示工时费与结算单不一致，多收 {fee} 元，门店拒绝解释。',
      amount: 'car',
      values: { expected_handling: 'partial_refund' },
    },
    {
      title: '拒绝使用线上套餐，要求现场付费',
      text: '消费者持已购 {amount} 元套餐到{garage}，门店称平台没有结算，要求另付现金。',
      amount: 'car',
      values: { expected_handling: 'original_refund' },
    },
  ],
  '投诉/汽车服务投诉/养护质量': [
    {
      title: '保养后机油渗漏',
      text: '车辆在{garage}保养后地面有油渍，4S 店检测为放油螺丝未拧紧，要求赔偿检修费。',
      amount: 'car',
      values: { expected_handling: 'compensation' },
    },
    {
      title: '洗车刮花车漆',
      text: '消费者称{garage}洗车后车门出现多道划痕，门店以监控损坏为由推脱。',
      amount: 'car',
      values: { expected_handling: 'compensation' },
    },
    {
      title: '使用的机油与套餐不符',
      text: '套餐标注全合成机油，消费者发现{garage}使用的是半合成，要求退还 {amount} 元。',
      amount: 'car',
      values: { expected_handling: 'original_refund' },
    },
  ],
  '投诉/汽车服务投诉/救援超时': [
    {
      title: '高速等待救援 {hours} 小时',
      text: '消费者带着孩子在高速等待 {hours} 小时，期间客服只说“正在协调”，要求赔偿并道歉。',
      amount: 'car',
      values: { expected_handling: 'compensation' },
    },
    {
      title: '救援方中途取消，无人通知',
      text: '救援师傅接单后取消，系统没有重新派单，消费者自费 {amount} 元叫拖车，要求报销。',
      amount: 'car',
      values: { expected_handling: 'compensation' },
    },
    {
      title: '承诺的免费拖车权益无法使用',
      text: '消费者凭会员权益叫拖车，被告知所在地不在服务范围，购买时没有说明。',
      amount: 'car',
      values: { expected_handling: 'explanation' },
    },
  ],
  '投诉/餐饮卡券投诉/商家拒绝核销': [
    {
      title: '{shop}以“客满”为由拒绝用券',
      text: '消费者提前预约到{shop}，店员得知用券后称客满，原价客人却可以入座。',
      amount: 'coupon',
    },
    {
      title: '核销时要求另付服务费',
      text: '消费者使用 {amount} 元双人餐券，{shop}要求每位另付服务费，否则不核销。',
      amount: 'coupon',
    },
    {
      title: '套餐内容缩水',
      text: '{amount} 元套餐页面写 6 道菜，{shop}以食材缺货为由只上 4 道，不退差价。',
      amount: 'coupon',
    },
  ],
  '投诉/餐饮卡券投诉/过期不退': [
    {
      title: '标注“过期自动退”，到期未退',
      text: '消费者的 {amount} 元券标注过期自动退，到期 {days} 天没有退款，客服让继续等。',
      amount: 'coupon',
    },
    {
      title: '购券后门店电话打不通，导致过期',
      text: '消费者多次预约{shop}电话无人接听，券因此过期，要求退回 {amount} 元。',
      amount: 'coupon',
    },
    {
      title: '次卡剩余次数过期清零',
      text: '消费者购买的十次卡还剩 {times} 次，到期被清零，认为应按剩余次数退款。',
      amount: 'coupon',
    },
  ],
  '投诉/餐饮卡券投诉/店铺停业': [
    {
      title: '{shop}已停业，券无法使用',
      text: '消费者到{shop}发现已关门停业，{amount} 元券未使用，平台仍在售，要求退款并下架。',
      amount: 'coupon',
    },
    {
      title: '门店装修无期限，拒绝退券',
      text: '{shop}装修停业已 {days} 天，商家称开业后可用，不同意退 {amount} 元，消费者要求先退款。',
      amount: 'coupon',
    },
    {
      title: '换老板后不认旧券',
      text: '{shop}更换经营者，新店称与旧券无关，消费者还有 {times} 张 {amount} 元券未用。',
      amount: 'coupon',
    },
  ],
  '投诉/在线课程投诉/退费难': [
    {
      title: '《{course}》退费被设置多重条件',
      text: '消费者申请退还《{course}》{amount} 元，被要求先写学习心得、再等考试结束，认为故意拖延。',
      amount: 'course',
      values: { expected_handling: 'original_refund' },
    },
    {
      title: '分期学费退费后仍在还款',
      text: '《{course}》已同意退费，贷款平台仍每月扣款，消费者担心征信，要求立即处理。',
      amount: 'course',
      values: { expected_handling: 'original_refund' },
    },
    {
      title: '按原价扣除已学课时',
      text: '消费者以优惠价 {amount} 元购《{course}》，退费时按原价折算课时，几乎无钱可退。',
      amount: 'course',
      values: { expected_handling: 'partial_refund' },
    },
  ],
  '投诉/在线课程投诉/承诺与实际不符': [
    {
      title: '宣传“不过退费”，实际拒退',
      text: '销售承诺《{course}》考试不过全额退费，消费者未通过后被告知需满足打卡 90 天。',
      amount: 'course',
      values: { expected_handling: 'original_refund' },
    },
    {
      title: '承诺推荐就业没有兑现',
      text: '消费者因“包推荐就业”报名《{course}》，结课后只收到一个群公告，要求退费 {amount} 元。',
      amount: 'course',
      values: { expected_handling: 'partial_refund' },
    },
    {
      title: '直播课改为录播',
      text: '《{course}》宣传每周直播答疑，实际全是录播，消费者要求补课或退还部分学费。',
      amount: 'course',
      values: { expected_handling: 'partial_refund' },
    },
  ],
  '投诉/在线课程投诉/师资缩水': [
    {
      title: '主讲老师中途更换',
      text: '消费者冲着名师报《{course}》，上到一半换成助教，没有征求意见，要求退费。',
      amount: 'course',
      values: { expected_handling: 'partial_refund' },
    },
    {
      title: '班主任频繁更换，无人答疑',
      text: '《{course}》三个月换了 {times} 位班主任，提问无人回答，消费者要求补偿课时。',
      amount: 'course',
      values: { expected_handling: 'compensation' },
    },
    {
      title: '外教资质存疑',
      text: '消费者质疑《{course}》外教没有教学资质，要求出示证书，平台迟迟没有提供。',
      amount: 'course',
      values: { expected_handling: 'explanation' },
    },
  ],
};
